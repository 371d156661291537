using System.Buffers.Binary;
using Merlon.Net;
using Merlon.Packets;
using Merlon.Rules;
using Merlon.Rules.Meaning;
using Merlon.Rules.Syntax;

namespace Merlon.Kernel;

/// <summary>Behind IPv6's extension headers rules see the protocol and the ports that a kernel's see.</summary>
public sealed class ExtensionHeaderTests
{
    const byte HopByHop = 0, Routing = 43, Fragment = 44, Authentication = 51, DestinationOptions = 60;

    static readonly byte[][] Chains =
    [
        [], [HopByHop], [Routing], [Fragment], [DestinationOptions], [HopByHop, Routing, DestinationOptions],
        [Authentication], [DestinationOptions, Authentication], [Authentication, DestinationOptions],
        [Fragment, Authentication],
    ];

    static readonly string[] Asked =
    [
        "-p tcp", "! -p tcp", "-p tcp -m tcp --dport 80", "-p tcp -m tcp ! --dport 80", "-p tcp -m tcp --syn",
        "-p udp", "-p 51", "! -p 51", "-p 60", "-p tcp -m multiport --dports 22,80",
    ];

    [Theory]
    [InlineData(nameof(Backend.IptablesNft))]
    [InlineData(nameof(Backend.Nftables))]
    public void What_a_captured_packet_meets_is_what_it_meets_in_the_kernel(string backend)
    {
        var differences = Compare(Enum.Parse<Backend>(backend));
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Fact]
    public void The_kernels_older_xtables_alone_looks_behind_an_authentication_header()
    {
        var differences = Compare(Backend.IptablesLegacy);
        Assert.NotEmpty(differences);
        Assert.All(differences, one => Assert.Contains($" {Authentication} ", one, StringComparison.Ordinal));
    }

    static List<string> Compare(Backend backend)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root for a network namespace");
        Assert.SkipUnless(File.Exists("/dev/net/tun"), "needs /dev/net/tun for the links of a gateway");
        var differences = new List<string>();
        OwnThread.Run(() =>
        {
            var around = Surroundings.Of(IpFamily.V6);
            using var gateway = new Gateway(around);
            var setup = new Setup(IpFamily.V6, TracksConnections: false, backend);
            var iptables = new Iptables(setup);
            _ = new Ground(setup, iptables);
            IFilter filter = backend is Backend.Nftables
                ? new NftablesFilter(IpFamily.V6)
                : new IptablesFilter(iptables);
            var plain = Frame.Write(Opening(around), Hook.Forward);
            gateway.Strays();   // what it said before it was told not to
            gateway.Await(plain);

            foreach (var asked in Asked)
            {
                var text = $"*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n"
                    + $"-A FORWARD {asked} -j DROP\nCOMMIT\n";
                var table = RuleSetReader.Read(text, IpFamily.V6).Rules.Tables[0];
                filter.Load(table, text);
                var walk = new PacketWalk(table);
                foreach (var chain in Chains)
                {
                    var bytes = With(chain, plain.Bytes);
                    var headers = PacketHeaders.Read(new(default, LinkType.Ethernet, bytes.Length, bytes));
                    var packet = CapturedPackets.Of(headers, plain.Packet, ConnectionState.New);
                    var said = walk.Decide(packet, Hook.Forward) is Verdicts.Accept;
                    if (gateway.Deliver(plain with { Bytes = bytes }) != said)
                        differences.Add($"behind {string.Join(' ', chain)} {asked}: we say {said}");
                }
            }
        });
        return differences;
    }

    static Packet Opening(Surroundings around) => new()
    {
        Family = IpFamily.V6,
        Source = around.Blocks[0] + 1,
        Destination = around.Blocks[1] + 1,
        Protocol = IpProtocol.Tcp,
        SourcePort = 2_000,
        DestinationPort = 80,
        TcpFlags = 2,
        InInterface = Surroundings.Links[0],
        OutInterface = Surroundings.Links[1],
        SourceMac = 1,
    };

    // Each header is the least that there is of its kind, and a fragment is the only one.
    static byte[] With(byte[] chain, byte[] plain)
    {
        const int fixedPart = Frame.LinkHeader + 40;
        var bytes = plain.AsSpan(0, fixedPart).ToArray().ToList();
        var next = Frame.LinkHeader + 6;   // where the next header's kind is to stand
        foreach (var kind in chain)
        {
            bytes[next] = kind;
            next = bytes.Count;
            bytes.AddRange(kind switch
            {
                Authentication => [0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],   // an index, a number, nothing to check
                HopByHop or DestinationOptions => [0, 0, 1, 4, 0, 0, 0, 0],   // padding
                _ => new byte[8],
            });
        }

        bytes[next] = (byte)IpProtocol.Tcp;
        bytes.AddRange(plain[fixedPart..]);
        var whole = bytes.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(
            whole.AsSpan(Frame.LinkHeader + 4), (ushort)(whole.Length - fixedPart));
        return whole;
    }
}
