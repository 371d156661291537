using Merlon.Net;
using Merlon.Packets;
using static Merlon.Flows.Captured.Wire;

namespace Merlon.Flows.Captured;

/// <summary>Fragments, tunnels, ICMP errors and broken packets: of which flow they are, if of any.</summary>
public class FlowAssemblerTests
{
    const string Client = "192.0.2.1:1000", Server = "198.51.100.9:53";
    static readonly Ip Near = Ip.Parse("10.0.0.1"), Far = Ip.Parse("10.0.0.2");

    [Fact]
    public void Fragments_are_of_the_flow_of_their_datagram()
    {
        var whole = Udp(Client, Server, payload: 1_000);
        var assembly = new Assembly().Add(Piece(whole, 0, 504, more: true)).Add(Udp(Client, Server), 1);
        Assert.Equal(0, (int)assembly.Counts.Joined);
        assembly.Add(Piece(whole, 504, 504, more: false), 2);
        Assert.Equal("udp 192.0.2.1:1000 > 198.51.100.9:53, 2/1056 0/0, 1 s, New, CaptureEnded",
            Assert.Single(assembly.Lines()));
        Assert.Equal((2, 1, 2), ((int)assembly.Counts.Fragments, (int)assembly.Counts.Joined,
            (int)assembly.Counts.InFlows));
    }

    [Theory]
    [InlineData(TunnelView.Inner, "udp 192.0.2.1:1000 > 198.51.100.9:53, 1/28 0/0, 0 s, New, CaptureEnded")]
    [InlineData(TunnelView.Outer, "gre 10.0.0.1 > 10.0.0.2, 1/52 0/0, 0 s, New, CaptureEnded")]
    [InlineData(TunnelView.Both, "udp 192.0.2.1:1000 > 198.51.100.9:53, 1/28 0/0, 0 s, New, CaptureEnded",
        "gre 10.0.0.1 > 10.0.0.2, 1/52 0/0, 0 s, New, CaptureEnded")]
    public void A_tunnelled_packet_is_of_the_flow_that_is_asked_for(TunnelView view, params string[] expected)
    {
        byte[] gre = [0, 0, 8, 0, .. Udp(Client, Server)];
        var assembly = new Assembly(view: view).Add(Packet(Near, Far, (IpProtocol)47, gre));
        Assert.Equal(expected.Order(), assembly.All().Select(Assembly.Line).Order());
        Assert.Equal(view is TunnelView.Outer ? 0 : 1, (int)assembly.Counts.Tunnelled);
        Assert.Equal(view is TunnelView.Outer ? 0 : 1, assembly.All().Max(flow => flow.Tunnels));
    }

    [Fact]
    public void Tunnels_in_tunnels_are_followed_for_a_while()
    {
        var packet = Udp(Client, Server);
        for (var i = 0; i < 5; i++) packet = Packet(Near, Far, (IpProtocol)4, packet);
        var flow = Assert.Single(new Assembly().Add(packet).All());
        Assert.Equal((5, 53), (flow.Tunnels, (int)flow.Key.DestinationPort!));
        for (var i = 0; i < 100; i++) packet = Packet(Near, Far, (IpProtocol)4, packet);
        Assert.Equal((IpProtocol)4, Assert.Single(new Assembly().Add(packet).All()).Key.Protocol);
    }

    [Theory]
    [InlineData("FF")]         // no IP at all
    [InlineData("45000014")]   // cut off
    public void What_a_tunnel_carries_broken_leaves_the_packet_to_the_tunnels_flow(string inside)
    {
        var assembly = new Assembly().Add(Packet(Near, Far, (IpProtocol)4, Convert.FromHexString(inside)));
        Assert.Equal((IpProtocol)4, Assert.Single(assembly.All()).Key.Protocol);
    }

    [Fact]
    public void An_ICMP_error_is_a_packet_of_the_flow_that_it_is_about()
    {
        var asked = Udp(Client, Server);
        var assembly = new Assembly().Add(asked).Add(Icmp("203.0.113.1", "192.0.2.1", 3, 3, 0, asked), 0.5);
        var flow = Assert.Single(assembly.All());
        Assert.Equal("udp 192.0.2.1:1000 > 198.51.100.9:53, 1/28 1/56, 0.5 s, New, CaptureEnded", Assembly.Line(flow));
        Assert.Equal((1, Answer.Refusal), (flow.Errors, flow.ToFlow().Answer));
        Assert.False(flow.ToFlow().IsServed);
    }

    [Fact]
    public void An_ICMP_error_about_no_known_flow_is_one_of_its_own()
    {
        var about = Udp(Client, Server);
        var flow = Assert.Single(new Assembly().Add(Icmp("203.0.113.1", "192.0.2.1", 3, 3, 0, about)).All());
        Assert.Equal((IpProtocol.Icmp, 3), (flow.Key.Protocol, (int)flow.IcmpType));
    }

    [Fact]
    public void What_is_of_no_flow_is_counted()
    {
        var assembly = new Assembly();
        byte[] arp = [.. new byte[12], 8, 6, 0, 1, 8, 0, 6, 4, 0, 1, .. new byte[20]];
        assembly.Add(arp, link: LinkType.Ethernet);
        assembly.Add([.. new byte[12], 0x88, 0xCC, 1, 2, 3], link: LinkType.Ethernet);   // LLDP
        assembly.Add([1, 2, 3], link: LinkType.Ethernet);
        assembly.Add(Udp(Client, Server)[..22]);   // not even its ports
        assembly.Add(Tcp(Client, Server, Syn)[..30]);   // its ports, and no more
        Assert.Equal("tcp 192.0.2.1:1000 > 198.51.100.9:53, 1/40 0/0, 0 s, New, CaptureEnded",
            Assert.Single(assembly.Lines()));
        var counts = assembly.Counts;
        Assert.Equal((5, 1, 1, 1), ((int)counts.Packets, (int)counts.Arp, (int)counts.NotIp, (int)counts.InFlows));
        Assert.Equal(
            [(PacketFault.ShortLinkHeader, 1), (PacketFault.ShortTransportHeader, 2)],
            counts.BrokenByKind.Select(kind => (kind.Kind, (int)kind.Count)));
    }

    [Fact]
    public void Whatever_the_bytes_are_nothing_is_thrown_and_every_packet_of_a_flow_is_counted_once()
    {
        byte[] gre = [0, 0, 8, 0, .. Udp(Client, Server)];
        byte[][] beginnings =
        [
            Udp(Client, Server, 40), Tcp("2001:db8::1/1", "2001:db8::2/2", Syn), Packet(Near, Far, (IpProtocol)47, gre),
            Icmp("192.0.2.1", "192.0.2.2", 3, 3, 0, Udp(Client, Server)), Piece(Udp(Client, Server, 400), 0, 200, true),
            Packet(Near, Far, (IpProtocol)4, Sctp("192.0.2.1:1", "192.0.2.2:2")), [],
        ];
        foreach (var view in Enum.GetValues<TunnelView>())
        {
            var (random, assembly) = (new Random(1), new Assembly(capacity: 50, view: view));
            for (var i = 0; i < 60_000; i++)
            {
                byte[] packet = [.. beginnings[i % beginnings.Length], .. new byte[random.Next(8)]];
                for (var flips = random.Next(6); flips > 0 && packet.Length > 0; flips--)
                    packet[random.Next(packet.Length)] ^= (byte)(1 << random.Next(8));
                assembly.Add(packet[..random.Next(packet.Length / 2, packet.Length + 1)], random.Next(100_000));
            }

            Assert.Equal(assembly.Counts.InFlows, assembly.All().Sum(flow =>
                flow.Forward.Packets + flow.Backward.Packets));
            Assert.InRange(assembly.Counts.InFlows, 10_000, 120_000);
            Assert.True(assembly.Counts.Broken > 1_000);
            Assert.All(assembly.All().Take(2_000), flow => Assert.StartsWith("1:", flow.CommunityId));
        }
    }

    static byte[] Piece(byte[] packet, int offset, int length, bool more)
    {
        byte[] piece = [.. packet[..20], .. packet[(20 + offset)..][..Math.Min(length, packet.Length - 20 - offset)]];
        (piece[2], piece[3], piece[5]) = ((byte)(piece.Length >> 8), (byte)piece.Length, 9);
        (piece[6], piece[7]) = ((byte)((more ? 0x20 : 0) | offset / 8 >> 8), (byte)(offset / 8));
        return piece;
    }
}
