using Merlon.Net;
using static Merlon.Flows.Captured.Wire;

namespace Merlon.Flows.Captured;

/// <summary>When packets are of one flow, and when it ends.</summary>
public class FlowTableTests
{
    const string Client = "192.0.2.1:1000", Server = "198.51.100.9:80";
    const string Client6 = "2001:db8::1/1000", Server6 = "2001:db8:9::9/80";

    [Theory]
    [InlineData(Client, Server, 40)]
    [InlineData(Server, Client, 40)]   // whoever begins is the source
    [InlineData(Client6, Server6, 60)]
    [InlineData(Server6, Client6, 60)]
    [InlineData("192.0.2.1:1000", "192.0.2.1:80", 40)]   // with itself
    public void Both_directions_are_one_flow(string source, string destination, int bare)
    {
        var flow = Assert.Single(new Assembly()
            .Add(Tcp(source, destination, Syn)).Add(Tcp(destination, source, Syn | Ack), 0.5)
            .Add(Tcp(source, destination, Ack), 1).Add(Tcp(source, destination, Ack | Psh, payload: 100), 3).All());
        Assert.Equal(new Traffic(3, 3 * bare + 100), flow.Forward.Traffic);
        Assert.Equal(new Traffic(1, bare), flow.Backward.Traffic);
        Assert.Equal((FlowState.Established, TimeSpan.FromSeconds(3)), (flow.State, flow.ToFlow().Duration));
        Assert.Equal((0x1A, 0x12), (flow.ForwardFlags, flow.BackwardFlags));
        Assert.Equal(destination.EndsWith("80", StringComparison.Ordinal) ? 80 : 1000, flow.Key.DestinationPort!.Value);
    }

    [Theory]
    [InlineData("S", FlowState.New, Answer.Silence)]
    [InlineData("S sa", FlowState.New, Answer.Service)]
    [InlineData("S sa A", FlowState.Established, Answer.Service)]
    [InlineData("A a", FlowState.Established, Answer.Untold)]           // begun before the capture
    [InlineData("S ra", FlowState.Closed, Answer.Refusal)]
    [InlineData("S sa A FA a", FlowState.Established, Answer.Service)]
    [InlineData("S sa A FA fa A", FlowState.Closed, Answer.Service)]
    [InlineData("S sa A RA", FlowState.Closed, Answer.Service)]
    public void TCP_has_the_state_that_its_flags_tell(string talk, FlowState state, Answer answer)
    {
        var flow = Assert.Single(Talk(new Assembly(), talk).All());
        Assert.Equal((state, answer), (flow.State, flow.ToFlow().Answer));
    }

    // 60 s of a handshake or of what is closed, 600 s of a connection; 30 s of what is not answered, 300 s of what is.
    [Theory]
    [InlineData("S", 60, 1)]
    [InlineData("S", 60.5, 2)]
    [InlineData("S sa A", 600, 1)]
    [InlineData("S sa A", 600.5, 2)]
    [InlineData("S sa A FA fa", 60.5, 2)]
    [InlineData("U", 30, 1)]
    [InlineData("U", 30.5, 2)]
    [InlineData("U u", 300, 1)]
    [InlineData("U u", 300.5, 2)]
    public void Silence_ends_a_flow(string talk, double seconds, int flows)
    {
        var assembly = Talk(new Assembly(), talk);
        Talk(assembly, talk[..1] is "U" ? "U" : "A", seconds);
        Assert.Equal(flows, assembly.All().Count);
        if (flows == 2) Assert.Equal(FlowEnd.Idle, assembly.All()[0].End);
    }

    [Fact]
    public void Time_that_passes_elsewhere_ends_it_too()
    {
        var assembly = Talk(new Assembly(), "S");
        Assert.Empty(assembly.Add(Udp("10.0.0.1:1", "10.0.0.2:2"), 61).Ended());   // it is looked at once a second
        Assert.Equal("tcp 192.0.2.1:1000 > 198.51.100.9:80, 1/40 0/0, 0 s, New, Idle",
            Assembly.Line(Assert.Single(assembly.Add(Udp("10.0.0.1:1", "10.0.0.2:2"), 61.1).Ended())));
    }

    [Fact]
    public void A_flow_that_goes_on_for_long_is_told_of_in_parts()
    {
        var assembly = new Assembly(new() { Active = TimeSpan.FromSeconds(100) });
        for (var second = 0; second <= 250; second += 10) assembly.Add(Udp(Client, Server), second);
        Assert.Equal([11, 11, 4], assembly.All().Select(flow => (int)flow.Forward.Packets));
        Assert.Equal([FlowEnd.Active, FlowEnd.Active, FlowEnd.CaptureEnded], assembly.All().Select(flow => flow.End));
    }

    [Fact]
    public void Without_timeouts_nothing_ends_before_the_capture()
    {
        var assembly = new Assembly(FlowTimeouts.Never);
        for (var day = 0; day < 400; day++) assembly.Add(Udp(Client, Server), day * 86_400.0);
        Assert.Equal(400, Assert.Single(assembly.All()).Forward.Packets);
    }

    [Theory]
    [InlineData("S sa A FA fa A S", 2)]
    [InlineData("S ra S", 2)]
    [InlineData("S S S", 1)]             // tried again
    [InlineData("S sa A FA fa A A", 1)]  // a late packet
    public void Ports_that_are_used_again_begin_another_flow(string talk, int flows) =>
        Assert.Equal(flows, Talk(new Assembly(), talk).All().Count);

    [Fact]
    public void Packets_from_before_count_and_never_make_time_go_back()
    {
        var flow = Assert.Single(new Assembly().Add(Udp(Client, Server), 10).Add(Udp(Client, Server), 5)
            .Add(Udp(Server, Client), 12).All());
        Assert.Equal((Given.Noon.AddSeconds(10), TimeSpan.FromSeconds(2)), (flow.FirstSeen, flow.ToFlow().Duration));
        Assert.Equal(2, flow.Forward.Packets);
    }

    [Fact]
    public void Of_too_many_the_one_not_seen_for_longest_ends_early()
    {
        var assembly = new Assembly(capacity: 3);
        for (var i = 0; i < 3; i++) assembly.Add(Udp($"10.0.0.{i}:1", Server), i);
        assembly.Add(Udp("10.0.0.0:1", Server), 4).Add(Udp("10.0.0.9:1", Server), 5);
        var evicted = Assert.Single(assembly.Ended());
        Assert.Equal((FlowEnd.Evicted, Ip.Parse("10.0.0.1")), (evicted.End, evicted.Key.SourceIp));
        Assert.Equal((3, 1), (assembly.Table.Count, (int)assembly.Table.Evicted));
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public void VLANs_are_told_apart_unless_they_are_ignored(bool byVlan, int flows)
    {
        var assembly = new Assembly(byVlan: byVlan);
        assembly.Add(Tagged(Udp(Client, Server), 10), 0, Merlon.Packets.LinkType.Ethernet);
        assembly.Add(Tagged(Udp(Client, Server), 20), 1, Merlon.Packets.LinkType.Ethernet);
        Assert.Equal(flows, assembly.All().Count);
        Assert.Equal(byVlan ? 10 : -1, assembly.All()[0].Vlan);
    }

    [Theory]
    [InlineData("192.0.2.1", "198.51.100.9", 8, 0)]
    [InlineData("192.0.2.1", "198.51.100.9", 13, 14)]
    [InlineData("2001:db8::1", "2001:db8::2", 128, 129)]
    [InlineData("192.0.2.1", "192.0.2.1", 8, 0)]
    public void Of_ICMP_a_request_and_its_answer_are_one_flow(string source, string destination, byte ask, byte answer)
    {
        var assembly = new Assembly();
        assembly.Add(Icmp(source, destination, ask, 0, id: 7)).Add(Icmp(destination, source, answer, 0, id: 7), 1);
        assembly.Add(Icmp(source, destination, ask, 0, id: 8), 2);   // another program's
        Assert.Equal(["1+1 Established", "1+0 New"], assembly.All().OrderBy(flow => flow.FirstSeen)
            .Select(flow => $"{flow.Forward.Packets}+{flow.Backward.Packets} {flow.State}"));
    }

    [Fact]
    public void SCTP_has_flows_too() => Assert.Equal("sctp 192.0.2.1:7 > 192.0.2.2:9, 1/36 1/36, 1 s, Established, "
        + "CaptureEnded", Assert.Single(new Assembly().Add(Sctp("192.0.2.1:7", "192.0.2.2:9"))
            .Add(Sctp("192.0.2.2:9", "192.0.2.1:7"), 1).Lines()));

    // Capital letters are the source's.
    static Assembly Talk(Assembly assembly, string talk, double seconds = 0)
    {
        foreach (var (i, word) in talk.Split(' ').Index())
        {
            var isAnswer = char.IsLower(word[0]);
            var (from, to) = isAnswer ? (Server, Client) : (Client, Server);
            var flags = (byte)word.ToUpperInvariant().Sum(letter =>
                letter switch { 'F' => Fin, 'S' => Syn, 'R' => Rst, 'A' => Ack, _ => 0 });
            assembly.Add(word is "U" or "u" ? Udp(from, to) : Tcp(from, to, flags), seconds + i * 0.000_001);
        }

        return assembly;
    }
}
