using Merlon.Net;

namespace Merlon.Flows.Formats;

/// <summary>What each format tells of the answer that a flow got.</summary>
public class AnswerTests
{
    [Theory]
    [InlineData("S0", Answer.Silence)]
    [InlineData("SH", Answer.Silence)]
    [InlineData("RSTOS0", Answer.Silence)]
    [InlineData("REJ", Answer.Refusal)]
    [InlineData("S1", Answer.Service)]
    [InlineData("S2", Answer.Service)]
    [InlineData("S3", Answer.Service)]
    [InlineData("SF", Answer.Service)]
    [InlineData("RSTO", Answer.Service)]   // of a scan that hangs up on an open port, too
    [InlineData("RSTR", Answer.Service)]
    [InlineData("RSTRH", Answer.Untold)]
    [InlineData("OTH", Answer.Untold)]
    [InlineData("S4", Answer.Untold)]
    [InlineData("-", Answer.Untold)]
    public void Zeeks_state_tells(string state, Answer answer)
    {
        Assert.Equal(answer, Reading.Of(Spelling.Tabbed(
            "#fields ts id.orig_h id.orig_p id.resp_h id.resp_p proto conn_state\n\n"
            + $"1767268800.0 192.0.2.1 1 192.0.2.2 2 tcp {state}")).OnlyFlow.Answer);
        Assert.Equal(answer, Reading.Of(Spelling.Lines($$"""
            {"ts":1767268800.0,"id.orig_h":"192.0.2.1","id.orig_p":1,"id.resp_h":"192.0.2.2","id.resp_p":2,
            "proto":"tcp","conn_state":"{{state}}"}
            """)).OnlyFlow.Answer);
    }

    [Theory]
    [InlineData("tcp", "S_", Answer.Silence)]
    [InlineData("tcp", "S_RA", Answer.Refusal)]
    [InlineData("tcp", "S_SA", Answer.Service)]
    [InlineData("tcp", "SR_SA", Answer.Service)]
    [InlineData("tcp", "FSPA_FSRPA", Answer.Service)]
    [InlineData("tcp", "FPA_FA", Answer.Untold)]   // its beginning was not seen
    [InlineData("tcp", "CON", Answer.Untold)]
    [InlineData("udp", "CON", Answer.Untold)]
    public void Arguss_flags_tell(string protocol, string state, Answer answer) =>
        Assert.Equal(answer, Argus(protocol, "   ->", state).Answer);

    [Fact]
    public void Flags_of_a_flow_turned_round_tell_nothing() =>
        Assert.Equal(Answer.Untold, Argus("tcp", "  <-", "S_RA").Answer);

    [Theory]
    [InlineData("12", Answer.Service)]
    [InlineData("19", Answer.Untold)]
    [InlineData("1b", Answer.Service)]
    [InlineData("14", Answer.Refusal)]
    [InlineData("1f", Answer.Service)]
    [InlineData("00", Answer.Untold)]
    [InlineData("xy", Answer.Untold)]
    public void Suricatas_flags_tell(string flags, Answer answer) =>
        Assert.Equal(answer, Reading.Of(Spelling.Lines($$$"""
            {"event_type":"flow","src_ip":"192.0.2.1","src_port":1,"dest_ip":"192.0.2.2","dest_port":2,"proto":"TCP",
            "flow":{"start":"2026-01-01T12:00:00Z"},
            "tcp":{"tcp_flags":"1f","tcp_flags_ts":"02","tcp_flags_tc":"{{{flags}}}","syn":true}}
            """)).OnlyFlow.Answer);

    [Theory]
    [InlineData("192.0.2.2", IpProtocol.Tcp, 2, 80, false)]
    [InlineData("192.0.2.2", IpProtocol.Tcp, 2, 84, true)]
    [InlineData("192.0.2.2", IpProtocol.Tcp, 2, 0, true)]   // bytes are not told
    [InlineData("192.0.2.2", IpProtocol.Tcp, 0, 0, false)]
    [InlineData("192.0.2.2", IpProtocol.Udp, 1, 33, true)]
    [InlineData("2001:db8::2", IpProtocol.Tcp, 1, 60, false)]
    [InlineData("2001:db8::2", IpProtocol.Tcp, 1, 80, true)]
    public void Where_nothing_is_told_bare_headers_are_a_refusal(
        string server, IpProtocol protocol, long packets, long bytes, bool isServed)
    {
        var end = new Endpoint(Ip.Parse(server), 80);
        var flow = new Flow
        {
            Key = new(protocol, end with { Port = 1 }, end),
            FirstSeen = DateTime.UnixEpoch,
            Backward = new(packets, bytes),
        };
        Assert.Equal(isServed, flow.IsServed);
        Assert.True((flow with { Answer = Answer.Service }).IsServed);
        Assert.False((flow with { Answer = Answer.Refusal }).IsServed);
        Assert.False((flow with { Answer = Answer.Silence }).IsServed);
    }

    static Flow Argus(string protocol, string arrow, string state) => Reading.Of(
        "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,Label\n"
        + $"2026/01/01 12:00:00.0,1.0,{protocol},192.0.2.1,1,{arrow},192.0.2.2,2,{state},0,0,4,400,200,\n").OnlyFlow;
}
