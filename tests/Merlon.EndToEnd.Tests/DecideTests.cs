using System.IO.Compression;
using System.Text.Json;

namespace Merlon;

/// <summary><c>merlon rules decide</c> on packets out of a file: JSON lines, and captures.</summary>
public sealed class DecideTests : IDisposable
{
    const string Rules = """
        *filter
        :FORWARD DROP [0:0]
        -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
        -A FORWARD -i lan0 -m conntrack --ctstate NEW -j ACCEPT
        -A FORWARD -p tcp --dport 80 -j REJECT
        COMMIT

        """;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_capture_is_decided_packet_by_packet_with_the_states_that_tracking_gives()
    {
        var (rules, capture) = (_folder.Write("rules", Rules), Path.Combine(Run.Root, "samples/office.pcap.gz"));
        var outside = Run.Merlon("rules", "decide", rules, "--packets", capture);
        var inside = Run.Merlon("rules", "decide", rules, "--packets", capture, "in=lan0");
        Assert.Equal((0, 0), (outside.Status, inside.Status));

        // What is not let in is never established; let in, its answers are.
        Assert.DoesNotContain("\"verdict\":\"ACCEPT\"", outside.Output, StringComparison.Ordinal);
        Assert.Contains("REJECT", outside.Errors, StringComparison.Ordinal);
        Assert.Contains("6,211 IPv6, for another rule set; 2 not IP", inside.Errors, StringComparison.Ordinal);
        var first = Lines(inside).Take(2).ToList();
        Assert.Equal(["NEW", "ESTABLISHED"], first.Select(StateOf));
        Assert.Equal([3, 4], first.Select(line => line.GetProperty("number").GetInt32()));
        Assert.StartsWith("20", first[0].GetProperty("at").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_said_on_the_command_line_holds_for_every_packet()
    {
        var rules = _folder.Write("rules", Rules);
        var packets = _folder.Write("packets", """
            {"src":"192.0.2.1","dport":80}

            {"src":"192.0.2.1","dport":80,"in":"wan0"}

            """);
        var ended = Run.Merlon("rules", "decide", rules, "--packets", packets, "in=lan0");
        Assert.Equal(["ACCEPT", "REJECT"], Lines(ended).Select(line => line.GetProperty("verdict").GetString()));
    }

    [Fact]
    public void A_broken_file_of_packets_is_told_where_and_what_stood_before_is_decided()
    {
        using var zipped = new GZipStream(
            File.OpenRead(Path.Combine(Run.Root, "samples/office.pcap.gz")), CompressionMode.Decompress);
        var bytes = new byte[5_000];
        zipped.ReadExactly(bytes);
        var rules = _folder.Write("rules", Rules);
        var cut = Run.Merlon("rules", "decide", rules, "--packets", _folder.Write("cut.pcap", bytes));
        Assert.Equal(3, cut.Status);
        Assert.Contains("cut.pcap: cut off within packet ", cut.Errors, StringComparison.Ordinal);
        Assert.True(Lines(cut).Count() > 3);

        var half = _folder.Write("wrong", "{\"src\":\"192.0.2.1\"}\n{]\n");
        var wrong = Run.Merlon("rules", "decide", rules, "--packets", half);
        Assert.Equal(3, wrong.Status);
        Assert.Contains("wrong:2: not JSON; expected one object a line", wrong.Errors, StringComparison.Ordinal);
        Assert.Single(Lines(wrong));

        var unknown = Run.Merlon("rules", "decide", rules, "--packets", "-", "sourceport=3");
        Assert.Equal(2, unknown.Status);
    }

    [Theory]
    [InlineData("SRC is given a second time; expected each field once", "src=192.0.2.1", "SRC=192.0.2.1")]
    [InlineData("a packet of tcp has no icmptype; expected proto=icmp", "proto=tcp", "icmptype=8")]
    [InlineData("a packet of tcp has no icmpcode; expected proto=icmp", "icmpcode=1")]
    [InlineData("a packet of icmp has no dport; expected proto=tcp", "dport=80", "proto=icmp")]
    [InlineData("a packet of udp has no flags; expected proto=tcp", "flags=SYN", "proto=udp")]
    public void Fields_that_contradict_each_other_are_told(string message, params string[] fields)
    {
        var rules = _folder.Write("rules", Rules);
        var ended = Run.Merlon(["rules", "decide", rules, .. fields]);
        Assert.Equal((2, ""), (ended.Status, ended.Output));
        Assert.Contains(message, ended.Errors, StringComparison.Ordinal);

        var json = string.Join(',', fields.Select(field => $"\"{field.Replace("=", "\":\"")}\""));
        var packets = Run.Merlon("rules", "decide", rules, "--packets", _folder.Write("packets", $"{{{json}}}\n"));
        Assert.Equal(3, packets.Status);
        Assert.Contains($":1: {message}", packets.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_rules_for_both_families_those_of_the_packets_addresses_decide()
    {
        var marked = _folder.Write("marked", """
            *filter
            :FORWARD ACCEPT [0:0]
            -A FORWARD -4 -d 192.0.2.1 -j DROP
            -A FORWARD -6 -d 2001:db8::7 -j REJECT
            COMMIT

            """);
        var plain = _folder.Write("plain", "*filter\n:FORWARD DROP [0:0]\nCOMMIT\n");
        Assert.EndsWith("DROP\n", Decided(marked, "dst=192.0.2.1"), StringComparison.Ordinal);
        Assert.EndsWith("REJECT\n", Decided(marked, "dport=22", "dst=2001:db8::7"), StringComparison.Ordinal);
        Assert.EndsWith("DROP\n", Decided(plain, "src=2001:db8::7"), StringComparison.Ordinal);
        Assert.Equal(3, Run.Merlon("rules", "decide", marked, "dport=22").Status);
        Assert.Equal(2, Run.Merlon("rules", "decide", marked, "src=192.0.2.1", "dst=2001:db8::7").Status);
    }

    [Fact]
    public void A_datagram_in_fragments_is_decided_once_when_it_is_whole_and_as_long_as_it_is()
    {
        var rules = _folder.Write("rules", """
            *filter
            :FORWARD ACCEPT [0:0]
            -A FORWARD -p udp -m length --length 1000:65535 -j DROP
            COMMIT

            """);
        var alone = Fragment(id: 2, 0, 400, hasMore: true);
        var capture = _folder.Write("fragments.pcap", Pcap(
            Fragment(id: 1, 800, 208, hasMore: false), Fragment(id: 1, 0, 400, hasMore: true), alone, alone,
            Fragment(id: 1, 400, 400, hasMore: true)));
        var ended = Run.Merlon("rules", "decide", rules, "--packets", capture);
        var line = Assert.Single(Lines(ended));
        Assert.Equal((5, 3), (line.GetProperty("number").GetInt32(), line.GetProperty("fragments").GetInt32()));
        Assert.Equal("DROP", line.GetProperty("verdict").GetString());
        Assert.EndsWith(" length=1028", line.GetProperty("packet").GetString(), StringComparison.Ordinal);
        Assert.Contains(
            "passed over: 1 fragments that do not fit the rest of their datagram; "
            + "3 fragments that wait for the rest of their datagram", ended.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("icmptype=8 icmpcode=0", "proto=icmp")]
    [InlineData("icmptype=128 icmpcode=0", "proto=icmpv6", "src=2001:db8::1")]
    [InlineData("icmptype=0 icmpcode=0", "proto=icmp", "icmptype=echo-reply")]
    [InlineData("icmptype=3 icmpcode=1", "proto=icmp", "icmptype=host-unreachable")]
    [InlineData("icmptype=135 icmpcode=0", "icmptype=neighbor-solicitation", "src=2001:db8::1", "proto=icmpv6")]
    public void Icmp_is_an_echo_request_unless_a_type_is_named(string read, params string[] fields)
    {
        var rules = _folder.Write("rules", "*filter\n:FORWARD DROP [0:0]\nCOMMIT\n");
        Assert.Contains($" {read} ", Decided([rules, .. fields]), StringComparison.Ordinal);
    }

    static byte[] Fragment(int id, int start, int length, bool hasMore)
    {
        var datagram = new byte[1_008];
        Convert.FromHexString("0834003503F00000").CopyTo(datagram, 0);
        var place = start / 8 | (hasMore ? 0x2000 : 0);
        var header = Convert.FromHexString($"4500{20 + length:X4}{id:X4}{place:X4}40110000C0000201CB007107");
        return [.. header, .. datagram[start..(start + length)]];
    }

    static byte[] Pcap(params byte[][] packets)
    {
        using var written = new MemoryStream();
        using var writer = new BinaryWriter(written);
        writer.Write(Convert.FromHexString("D4C3B2A1020004000000000000000000FFFF000065000000"));   // raw IP
        foreach (var packet in packets)
        {
            foreach (var number in new[] { 1_700_000_000, 0, packet.Length, packet.Length }) writer.Write(number);
            writer.Write(packet);
        }

        return written.ToArray();
    }

    static string Decided(params string[] arguments) => Run.Merlon(["rules", "decide", .. arguments]).Output;

    static string StateOf(JsonElement line) =>
        line.GetProperty("packet").GetString()!.Split("state=")[1].Split(' ')[0];

    static IEnumerable<JsonElement> Lines(Ended ended) => ended.Output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);
}
