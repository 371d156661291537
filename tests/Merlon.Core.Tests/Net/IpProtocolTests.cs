using System.Text;

namespace Merlon.Net;

public class IpProtocolTests
{
    // https://www.iana.org/assignments/protocol-numbers, some from each part of the list.
    [Theory]
    [InlineData("hopopt", 0)]
    [InlineData("icmp", 1)]
    [InlineData("igmp", 2)]
    [InlineData("tcp", 6)]
    [InlineData("egp", 8)]
    [InlineData("udp", 17)]
    [InlineData("rdp", 27)]
    [InlineData("dccp", 33)]
    [InlineData("ipv6", 41)]
    [InlineData("rsvp", 46)]
    [InlineData("gre", 47)]
    [InlineData("esp", 50)]
    [InlineData("ah", 51)]
    [InlineData("skip", 57)]
    [InlineData("ipv6-icmp", 58)]
    [InlineData("rvd", 66)]
    [InlineData("iso-ip", 80)]
    [InlineData("eigrp", 88)]
    [InlineData("ospf", 89)]
    [InlineData("ax.25", 93)]
    [InlineData("ipip", 94)]
    [InlineData("encap", 98)]
    [InlineData("pim", 103)]
    [InlineData("ipcomp", 108)]
    [InlineData("vrrp", 112)]
    [InlineData("pgm", 113)]
    [InlineData("l2tp", 115)]
    [InlineData("isis", 124)]
    [InlineData("sctp", 132)]
    [InlineData("fc", 133)]
    [InlineData("udplite", 136)]
    [InlineData("mpls-in-ip", 137)]
    [InlineData("hip", 139)]
    [InlineData("shim6", 140)]
    [InlineData("ethernet", 143)]
    public void Names_have_IANAs_numbers(string name, int number)
    {
        Assert.Equal((IpProtocol)number, Read(name));
        Assert.Equal((IpProtocol)number, Read(name.ToUpperInvariant()));
        Assert.Equal(name, ((IpProtocol)number).Name);
    }

    [Theory]
    [InlineData("IPv6-ICMP", IpProtocol.IcmpV6)]
    [InlineData("icmp6", IpProtocol.IcmpV6)]
    [InlineData("ICMPv6", IpProtocol.IcmpV6)]
    [InlineData("rtp", IpProtocol.Udp)]
    [InlineData("sep", IpProtocol.Dccp)]
    [InlineData("ip", (IpProtocol)0)]
    [InlineData("ipnip", (IpProtocol)4)]
    [InlineData("aes-sp3-d", (IpProtocol)96)]
    [InlineData("unknown_transport", IpProtocol.Unknown)]
    [InlineData("-", IpProtocol.Unknown)]
    [InlineData("unas", IpProtocol.Unknown)]
    [InlineData("rarp", IpProtocol.Arp)]
    [InlineData("llc", IpProtocol.LinkLayer)]
    [InlineData("ipx/spx", IpProtocol.LinkLayer)]
    public void Logs_have_names_of_their_own(string name, IpProtocol expected) => Assert.Equal(expected, Read(name));

    [Fact]
    public void Every_protocol_reads_back_from_its_name_and_its_number()
    {
        for (var number = 0; number <= (int)IpProtocol.LinkLayer; number++)
        {
            var protocol = (IpProtocol)number;
            Assert.Equal(protocol, Read(protocol.Name));
            if (number < 256) Assert.Equal(protocol, Read($"{number}"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" tcp")]
    [InlineData("tcp ")]
    [InlineData("tcpp")]
    [InlineData("http")]
    [InlineData("256")]
    [InlineData("-1")]
    [InlineData("+6")]
    [InlineData("6.0")]
    [InlineData("0x6")]
    [InlineData("tcp\0")]
    [InlineData("a-name-of-more-than-twenty-letters")]
    [InlineData("ｔｃｐ")]
    public void What_is_not_a_protocol_is_not_read_as_one(string text) =>
        Assert.False(IpProtocolNames.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData(IpProtocol.Tcp, true, true)]
    [InlineData(IpProtocol.Udp, true, true)]
    [InlineData(IpProtocol.Sctp, true, true)]
    [InlineData(IpProtocol.Dccp, true, true)]
    [InlineData(IpProtocol.UdpLite, true, true)]
    [InlineData(IpProtocol.Icmp, false, true)]
    [InlineData(IpProtocol.IcmpV6, false, true)]
    [InlineData((IpProtocol)255, false, true)]
    [InlineData((IpProtocol)0, false, false)]     // to netfilter, every protocol
    [InlineData(IpProtocol.Unknown, false, false)]
    [InlineData(IpProtocol.Arp, false, false)]
    [InlineData(IpProtocol.LinkLayer, false, false)]
    public void Some_have_ports_and_some_a_rule_cannot_name(IpProtocol protocol, bool hasPorts, bool isNumbered) =>
        Assert.Equal((hasPorts, isNumbered), (protocol.HasPorts, protocol.IsNumbered));

    static IpProtocol Read(string name)
    {
        Assert.True(IpProtocolNames.TryParse(Encoding.UTF8.GetBytes(name), out var protocol), name);
        return protocol;
    }
}
