using System.Collections.Concurrent;
using Merlon.Net;
using Merlon.Packets;

namespace Merlon;

/// <summary>
/// Captures of many link types and protocols, some of them broken on purpose, which lie beside the project on some
/// machines: tshark counts the same packets in each and sees the same addresses, protocol and ports in every one.
/// </summary>
public sealed class TsharkTests : IDisposable
{
    static readonly string[] Fields =
    [
        "ip.src", "ip.dst", "ip.proto", "ipv6.src", "ipv6.dst", "arp.src.proto_ipv4", "arp.dst.proto_ipv4",
        "tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport", "sctp.srcport", "sctp.dstport", "dccp.srcport",
        "dccp.dstport", "frame.protocols",
    ];

    // Where the two differ, and why.
    static readonly Dictionary<string, string> Known = new()
    {
        ["cisco-fabric-path.pcap"] = "FabricPath is not read",
        ["pbb.pcap"] = "provider backbone bridging (802.1ah) is not read",
        ["pbb-recursive-frames.pcapng"] = "provider backbone bridging (802.1ah) is not read",
        ["vntag.pcap"] = "VN-Tag is not read",
        ["vntag_vlan_sandwich_clean.pcap"] = "VN-Tag is not read",
        ["radiotap.pcap"] = "802.11 is not read",
        ["wlanmon.pcap"] = "802.11 is not read",
        ["arp-who-has-radiotap.pcap"] = "802.11 is not read",
        ["arp-who-has-wlanmon.pcap"] = "802.11 is not read",
        ["mpls-6in6-broken.pcap.gz"] = "damaged: more labels than are followed, IP headers of no length",
        ["ipv4-truncated-broken-header.pcap"] = "tshark shows no address of a header that is longer than its packet",
        ["ip6-trunc.pcap"] = "of a header that is cut off tshark shows one address, we none",
        ["ipv4-internally-truncated-header.pcap"] = "of a header that is cut off tshark shows one address, we both",
        ["ipv6-mobility-dst-opts.pcap"] = "tshark calls the other end of a home address option the source's",
    };

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sees_in_every_packet_what_tshark_sees()
    {
        var compared = new ConcurrentBag<Compared>();
        Parallel.ForEach(
            Captures.ToCompare(_folder), new() { MaxDegreeOfParallelism = 2 }, file => compared.Add(Compare(file)));

        var packets = compared.Sum(one => one.Packets);
        var different = compared.Sum(one => one.Differences.Count);
        var unexplained = compared.Where(one => one.Differences.Count > 0 && !Known.ContainsKey(one.Name)).ToList();
        var figures = $"{compared.Count} captures, {packets:N0} packets, {different} differ";
        TestContext.Current.SendDiagnosticMessage(figures);
        Assert.All(compared, one => Assert.True(one.Theirs == one.Packets, $"{one.Name}: {one.Packets}, {one.Theirs}"));
        Assert.True(unexplained.Count == 0, string.Join('\n', unexplained.SelectMany(one => one.Differences.Take(3))));
        Assert.True(packets > 20_000, $"{packets} packets");
        if (Captures.IsFull) Assert.True(different < packets / 1_000, $"{different} of {packets} packets");
    }

    [Fact]
    public void A_difference_would_be_noticed()
    {
        var file = Path.Combine(Captures.Folder, "test12-icmp-portscan.pcap");
        var bytes = File.ReadAllBytes(file);
        bytes[24 + 16 + 14 + 12] ^= 1;   // the source of the first packet
        var damaged = _folder.Write("damaged.pcap", bytes);
        var (ours, theirs) = (Ours(file), Theirs(damaged));
        Assert.Equal(ours.Count, theirs.Count);
        Assert.Equal([0], Enumerable.Range(0, ours.Count).Where(i => ours[i] != theirs[i]));
    }

    static Compared Compare(string path)
    {
        var (ours, theirs) = (Ours(path), Theirs(path));
        var name = Path.GetFileName(path);
        var differences = ours.Zip(theirs).Select((pair, i) => (Number: i + 1, pair.First, pair.Second))
            .Where(packet => packet.First != packet.Second)
            .Select(packet => $"{name}, packet {packet.Number}: {packet.First}, tshark {packet.Second}");
        return new(name, ours.Count, theirs.Count, [.. differences]);
    }

    static List<Seen> Ours(string path)
    {
        using var file = Host.InputFile.Open(path, out _)!;
        var seen = new List<Seen>();
        if (CaptureReader.Open(new ByteWindow(file.Content), out _) is not { } reader) return seen;

        while (reader.TryRead(out var packet))
        {
            var headers = PacketHeaders.Read(packet);
            seen.Add(new(
                headers.HasAddresses ? $"{headers.Source} > {headers.Destination}" : "",
                headers.HasAddresses && headers.IsIp && headers.Source.IsV4 ? $"{(int)headers.Protocol}" : "",
                headers.SourcePort < 0 ? "" : $"{headers.SourcePort} > {headers.DestinationPort}"));
        }

        Assert.Null(reader.Failure);
        return seen;
    }

    // Of several headers of one kind, the outermost; each packet by itself.
    static List<Seen> Theirs(string path)
    {
        string[] alone = ["ip.defragment:FALSE", "ipv6.defragment:FALSE", "tcp.desegment_tcp_streams:FALSE"];
        string[] arguments =
        [
            "-n", "-r", path, .. alone.SelectMany(preference => new[] { "-o", preference }), "-T", "fields",
            "-E", "separator=|", "-E", "occurrence=f", .. Fields.SelectMany(field => new[] { "-e", field }),
        ];
        var lines = Run.Program("tshark", arguments, seconds: 300).Output.Split('\n')[..^1];   // none, of no packets
        return [.. lines.Select(line => SeenIn(line.Split('|')))];
    }

    static Seen SeenIn(string[] cells)
    {
        string Cell(string field) => cells[Array.IndexOf(Fields, field)];
        var protocols = Cell("frame.protocols").Split(':');
        var network = Array.FindIndex(protocols, protocol => protocol is "ip" or "ipv6" or "arp");
        if (network < 0) return new("", "", "");

        var (source, destination) = protocols[network] switch
        {
            "ip" => (Cell("ip.src"), Cell("ip.dst")),
            "ipv6" => (Cell("ipv6.src"), Cell("ipv6.dst")),
            _ => (Cell("arp.src.proto_ipv4"), Cell("arp.dst.proto_ipv4")),
        };
        var behind = protocols.Skip(network + 1).FirstOrDefault(IsTransport);
        var ports = behind is "tcp" or "udp" or "sctp" or "dccp"
            ? $"{Cell($"{behind}.srcport")} > {Cell($"{behind}.dstport")}"
            : "";
        return new(
            source.Length > 0 ? $"{Plain(source)} > {Plain(destination)}" : "",
            protocols[network] == "ip" ? Cell("ip.proto") : "", ports == " > " ? "" : ports);
    }

    static bool IsTransport(string protocol) =>
        protocol is "tcp" or "udp" or "sctp" or "dccp" or "icmp" or "icmpv6" or "ip" or "ipv6" or "gre";

    static string Plain(string address) => Ip.TryParse(address, out var ip) ? ip.ToString() : address;

    sealed record Compared(string Name, int Packets, int Theirs, IReadOnlyList<string> Differences);

    readonly record struct Seen(string Addresses, string Protocol, string Ports);
}
