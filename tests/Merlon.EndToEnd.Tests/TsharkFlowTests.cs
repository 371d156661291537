using System.Collections.Concurrent;
using System.Globalization;
using Merlon.Flows;
using Merlon.Flows.Captured;
using Merlon.Net;
using Merlon.Packets;

namespace Merlon;

/// <summary>
/// Captures of many kinds, which lie beside the project on some machines: tshark has the same TCP and UDP conversations
/// in them, with the same packets and bytes each way, and gives every packet the same Community ID.
/// </summary>
public sealed class TsharkFlowTests : IDisposable
{
    static readonly string[] Fields =
    [
        "frame.protocols", "ip.src", "ip.dst", "ip.len", "ipv6.src", "ipv6.dst", "ipv6.plen", "tcp.srcport",
        "tcp.dstport", "udp.srcport", "udp.dstport", "communityid",
    ];

    // Where the two differ, and why.
    static readonly Dictionary<string, string> Known = new()
    {
        ["vxlan-encapsulated-igmp-v2"] = "of what is carried without ports, tshark shows the ports that carry it",
        ["pdp_ctx_messages"] = "GTP is not opened",
        ["gtp"] = "GTP is not opened",
        ["teredo"] = "Teredo is not opened",
        ["ayiya"] = "AYIYA is not opened",
        ["geneve"] = "Geneve is not opened",
        ["gre-pptp"] = "PPTP's GRE is not opened",
        ["gre-aruba"] = "802.11 is not read",
        ["gre-over-udp"] = "GRE over UDP is not opened",
        ["erspan"] = "of ERSPAN, tshark opens version III too, and not every packet of version II",
        ["gre-erspan3"] = "ERSPAN III is not opened",
        ["mldv2"] = "malformed behind ICMPv6's header; tshark's identifier is then not the specification's",
        ["radiotap"] = "802.11 is not read",
        ["wlanmon"] = "802.11 is not read",
        ["pbb"] = "provider backbone bridging (802.1ah) is not read",
        ["vntag"] = "VN-Tag is not read",
        ["cisco-fabric-path"] = "FabricPath is not read",
        ["ipv6-mobility-dst-opts"] = "tshark calls the other end of a home address option the source's",
        ["ipv6-reassembly-state-leak"] = "of overlapping fragments the kernel makes no datagram, and so do we",
        ["fragmented-"] = "of overlapping fragments the kernel makes no datagram, and so do we",
        ["mpls-6in6-broken"] = "damaged: more labels than are followed",
    };

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Has_the_conversations_that_tshark_has()
    {
        var compared = new ConcurrentBag<Compared>();
        Parallel.ForEach(
            Captures.ToCompare(_folder), new() { MaxDegreeOfParallelism = 2 }, file => compared.Add(Compare(file)));

        var flows = compared.Sum(one => one.Flows);
        var unexplained = compared.Where(one => one.Differences.Count > 0 && !IsKnown(one.Name)).ToList();
        TestContext.Current.SendDiagnosticMessage(
            $"{compared.Count} captures, {flows:N0} conversations, {compared.Sum(one => one.Ids):N0} identifiers; "
            + $"{compared.Sum(one => one.Differences.Count):N0} differ");
        Assert.True(unexplained.Count == 0, string.Join('\n', unexplained.SelectMany(one => one.Differences.Take(3))));
        Assert.True(flows > 500, $"{flows} conversations");
    }

    [Fact]
    public void A_packet_in_the_other_direction_would_be_noticed()
    {
        var file = Path.Combine(Captures.Folder, "ddos/amp.TCP.reflection.SYNACK.pcap");
        var bytes = File.ReadAllBytes(file)[..100_000];
        var whole = _folder.Write("whole.pcap", bytes);
        var ends = bytes.AsSpan(24 + 16 + 14 + 12, 8);
        byte[] turned = [.. ends[4..], .. ends[..4]];
        turned.CopyTo(ends);
        Assert.Empty(Compare(whole).Differences);
        Assert.Equal(3, Compare(_folder.Write("turned.pcap", bytes), whole).Differences.Count);   // both, and its name
    }

    static bool IsKnown(string name) =>
        Known.Keys.Any(known => name.Contains(known, StringComparison.OrdinalIgnoreCase));

    static Compared Compare(string path, string? theirPath = null)
    {
        var (ours, theirs) = (Ours(path), Theirs(theirPath ?? path));
        var name = Path.GetFileName(path);
        var flows = Differing(ours.Flows, theirs.Flows, ours.HasFragments)
            .Select(difference => $"{name}: {difference}");
        var ids = ours.Ids.Zip(theirs.Ids).Select((pair, i) => (Number: i + 1, pair.First, pair.Second))
            .Where(packet => packet.First.Length > 0 && packet.Second.Length > 0)
            .Where(packet => packet.First != packet.Second)
            .Select(packet => $"{name}, packet {packet.Number}: {packet.First}, tshark {packet.Second}");
        return new(name, ours.Flows.Count, ours.Ids.Count(id => id.Length > 0), [.. flows, .. ids]);
    }

    // tshark tells of a datagram in pieces the length of its last piece alone.
    static IEnumerable<string> Differing(
        Dictionary<string, Both> ours, Dictionary<string, Both> theirs, bool skipsBytes)
    {
        foreach (var key in ours.Keys.Union(theirs.Keys))
        {
            var (one, other) = (ours.GetValueOrDefault(key), theirs.GetValueOrDefault(key));
            if (skipsBytes) (one, other) = (one.Packets, other.Packets);
            if (one != other) yield return $"{key}: {one}, tshark {other}";
        }
    }

    static Seen Ours(string path)
    {
        using var file = Host.InputFile.Open(path, out _)!;
        var seen = new Seen([], []);
        if (CaptureReader.Open(new ByteWindow(file.Content), out _) is not { } reader) return seen;

        var table = new FlowTable(FlowTimeouts.Never, byVlan: false);
        var assembler = new FlowAssembler(table);
        while (reader.TryRead(out var packet))
        {
            var headers = Innermost(PacketHeaders.Read(packet));
            seen.Ids.Add(IdOfNoError(headers));
            // The packet that an ICMP error is about is no packet of its conversation to tshark.
            if (headers.Protocol is not (IpProtocol.Icmp or IpProtocol.IcmpV6)) assembler.Add(packet);
        }

        table.End();
        while (table.TryTake(out var flow))
        {
            if (flow.Key.Protocol is IpProtocol.Tcp or IpProtocol.Udp)
                Add(seen.Flows, flow.Key, flow.Forward.Traffic, flow.Backward.Traffic);
        }

        return seen with { HasFragments = assembler.Counts.Fragments > 0 };
    }

    static PacketHeaders Innermost(PacketHeaders headers)
    {
        for (var i = 0; i < 8 && headers.TryReadInner(out var inner) && inner.IsIp; i++) headers = inner;
        return headers;
    }

    // Of an ICMP error tshark puts its own ends and the ports of what it is about together.
    static string IdOfNoError(in PacketHeaders headers) => headers.TryReadCause(out _) ? "" : IdOf(headers);

    static string IdOf(in PacketHeaders headers)
    {
        if (!headers.IsIp || headers.Fault is not PacketFault.None || headers.Fragment is not null) return "";
        ushort? Port(int port) => port < 0 ? null : (ushort)port;
        var (source, destination) = (Port(headers.SourcePort), Port(headers.DestinationPort));
        var key = new FlowKey(headers.Protocol, new(headers.Source, source), new(headers.Destination, destination));
        return CommunityId.Of(key, headers.IcmpType, headers.IcmpCode);
    }

    static Seen Theirs(string path)
    {
        string[] arguments =
        [
            "-n", "-r", path, "--enable-protocol", "communityid", "-o", "tcp.desegment_tcp_streams:FALSE",
            "-T", "fields", "-E", "separator=|", "-E", "occurrence=l",
            .. Fields.SelectMany(field => new[] { "-e", field }),
        ];
        var lines = Run.Program("tshark", arguments, seconds: 300).Output.Split('\n')[..^1];
        var seen = new Seen([], []);
        foreach (var line in lines) Take(seen, line.Split('|'));
        return seen;
    }

    static void Take(Seen seen, string[] cells)
    {
        string Cell(string field) => cells[Array.IndexOf(Fields, field)];
        seen.Ids.Add(Cell("communityid"));
        var protocols = Cell("frame.protocols").Split(':');
        var transport = Array.FindLastIndex(protocols, protocol => protocol is "tcp" or "udp");
        if (transport < 0 || protocols.Contains("icmp") || protocols.Contains("icmpv6")) return;

        var network = protocols[Array.FindLastIndex(protocols, transport, name => name is "ip" or "ipv6")];
        var name = protocols[transport];
        if (Cell($"{name}.srcport").Length == 0) return;

        Endpoint End(string side) => new(
            Ip.Parse(Cell($"{network}.{side}")),
            ushort.Parse(Cell($"{name}.{side}port"), CultureInfo.InvariantCulture));
        var length = network == "ip" ? Number(Cell("ip.len")) : Number(Cell("ipv6.plen")) + 40;
        var protocol = name == "tcp" ? IpProtocol.Tcp : IpProtocol.Udp;
        Add(seen.Flows, new(protocol, End("src"), End("dst")), new(1, length), default);
    }

    // By both ends in either order, so that ports that were used again are one conversation to both.
    static void Add(Dictionary<string, Both> flows, in FlowKey key, Traffic forward, Traffic backward)
    {
        var (name, turned) = (key.ToString(), key.Reversed.ToString());
        if (string.CompareOrdinal(turned, name) < 0) (name, forward, backward) = (turned, backward, forward);
        var known = flows.GetValueOrDefault(name);
        flows[name] = new(Sum(known.One, forward), Sum(known.Other, backward));
    }

    static Traffic Sum(Traffic one, Traffic other) => new(one.Packets + other.Packets, one.Bytes + other.Bytes);

    static long Number(string text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;

    sealed record Compared(string Name, int Flows, int Ids, IReadOnlyList<string> Differences);

    sealed record Seen(Dictionary<string, Both> Flows, List<string> Ids)
    {
        public bool HasFragments { get; init; }
    }

    readonly record struct Both(Traffic One, Traffic Other)
    {
        public Both Packets => new(new(One.Packets, 0), new(Other.Packets, 0));

        public override string ToString() => $"{One.Packets}/{One.Bytes} {Other.Packets}/{Other.Bytes}";
    }
}
