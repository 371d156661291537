using Merlon.Net;

namespace Merlon.Rules;

public class DropRuleTests
{
    const string OfAll = "Source Service Destination Connection SourceToService SourceToPort";

    // What the rule made for a flow says, and what it drops: packets of the first column, and no others.
    [Theory]
    [InlineData(Atom.Source, "everything from 203.0.113.1",
        "tcp 203.0.113.1:1000 > 192.0.2.1:80", "udp 203.0.113.1:9 > 192.0.2.2:53", "arp 203.0.113.1 > 192.0.2.1",
        "!tcp 203.0.113.2:1000 > 192.0.2.1:80", "!tcp 192.0.2.1:80 > 203.0.113.1:1000")]
    [InlineData(Atom.Service, "everything to 192.0.2.1:80 by tcp",
        "tcp 203.0.113.1:1000 > 192.0.2.1:80", "tcp 203.0.113.2:1001 > 192.0.2.1:80", "tcp 203.0.113.2 > 192.0.2.1:80",
        "!tcp 203.0.113.1:1000 > 192.0.2.1:81", "!udp 203.0.113.1:1000 > 192.0.2.1:80",
        "!tcp 203.0.113.1:1000 > 192.0.2.2:80", "!tcp 192.0.2.1:80 > 203.0.113.1:1000", "!tcp 203.0.113.1 > 192.0.2.1")]
    [InlineData(Atom.Destination, "everything to 192.0.2.1 by tcp",
        "tcp 203.0.113.1:1000 > 192.0.2.1:80", "tcp 203.0.113.2 > 192.0.2.1:81",
        "!udp 203.0.113.1:1000 > 192.0.2.1:80", "!tcp 203.0.113.1:1000 > 192.0.2.2:80")]
    [InlineData(Atom.Connection, "tcp from 203.0.113.1:1000 to 192.0.2.1:80",
        "tcp 203.0.113.1:1000 > 192.0.2.1:80",
        "!tcp 203.0.113.1:1001 > 192.0.2.1:80", "!tcp 203.0.113.1:1000 > 192.0.2.1:81",
        "!udp 203.0.113.1:1000 > 192.0.2.1:80", "!tcp 203.0.113.2:1000 > 192.0.2.1:80",
        "!tcp 203.0.113.1:1000 > 192.0.2.2:80", "!tcp 192.0.2.1:80 > 203.0.113.1:1000", "!tcp 203.0.113.1 > 192.0.2.1")]
    [InlineData(Atom.Destination, "everything to 192.0.2.1 by icmp",
        "icmp 203.0.113.1 > 192.0.2.1", "icmp 203.0.113.2:8 > 192.0.2.1:0",
        "!ipv6-icmp 203.0.113.1 > 192.0.2.1", "!icmp 192.0.2.1 > 203.0.113.1")]
    [InlineData(Atom.Connection, "icmp from 203.0.113.1 to 192.0.2.1",
        "icmp 203.0.113.1:8 > 192.0.2.1:0", "icmp 203.0.113.1 > 192.0.2.1",
        "!icmp 203.0.113.2 > 192.0.2.1", "!icmp 203.0.113.1 > 192.0.2.2", "!tcp 203.0.113.1:8 > 192.0.2.1:0")]
    [InlineData(Atom.Connection, "sctp from 203.0.113.1 to 192.0.2.1",
        "sctp 203.0.113.1:0 > 192.0.2.1:0", "sctp 203.0.113.1:2905 > 192.0.2.1:2905",
        "!sctp 192.0.2.1:0 > 203.0.113.1:0")]
    [InlineData(Atom.Connection, "udp from [2001:db8::7]:9 to [2001:db8::1]:53",
        "udp [2001:db8::7]:9 > [2001:db8::1]:53", "!udp [2001:db8::7]:9 > [2001:db8::2]:53")]
    [InlineData(Atom.SourceToService, "everything from 203.0.113.1 to 192.0.2.1:80 by tcp",
        "tcp 203.0.113.1:1000 > 192.0.2.1:80", "tcp 203.0.113.1 > 192.0.2.1:80", "!udp 203.0.113.1:1 > 192.0.2.1:80",
        "!tcp 203.0.113.2:1000 > 192.0.2.1:80", "!tcp 203.0.113.1:1000 > 192.0.2.2:80",
        "!tcp 203.0.113.1:1000 > 192.0.2.1:81")]
    [InlineData(Atom.SourceToPort, "everything from 203.0.113.1 to port 80 by tcp",
        "tcp 203.0.113.1:1000 > 192.0.2.1:80", "tcp 203.0.113.1:2 > 192.0.2.9:80", "!udp 203.0.113.1:1 > 192.0.2.1:80",
        "!tcp 203.0.113.2:1000 > 192.0.2.1:80", "!tcp 203.0.113.1:1000 > 192.0.2.1:81")]
    [InlineData(Atom.Network, "everything from 203.0.113.0/24",
        "tcp 203.0.113.1:1000 > 192.0.2.1:80", "icmp 203.0.113.255 > 192.0.2.9", "!tcp 203.0.112.1:1 > 192.0.2.1:80")]
    [InlineData(Atom.WideNetwork, "everything from 2001:db8:7::/48",
        "udp [2001:db8:7::7]:9 > [2001:db8::1]:53", "udp [2001:db8:7:8::]:9 > [2001:db8::1]:53",
        "!udp [2001:db8:8::7]:9 > [2001:db8::1]:53")]
    public void Drops_the_packets_of_its_atom_and_no_others(Atom atom, string said, params string[] packets)
    {
        var rule = DropRule.For(atom, Given.Key(packets[0]))!.Value;
        Assert.Equal((atom, said), (rule.Atom, rule.ToString()));
        Assert.Contains(packets, packet => packet[0] == '!');
        foreach (var packet in packets)
        {
            var key = Given.Key(packet.TrimStart('!'));
            var isDropped = packet[0] != '!';
            Assert.True(rule.Covers(key) == isDropped, packet);
            Assert.True(rule.CoversAnswer(key.Reversed) == isDropped, $"the answer: {packet}");
        }
    }

    [Theory]
    [InlineData("tcp 203.0.113.1:1000 > 192.0.2.1:80", OfAll)]
    [InlineData("udp 203.0.113.1:0 > 192.0.2.1:0", OfAll)]
    [InlineData("tcp 203.0.113.1 > 192.0.2.1:80", "Source Service Destination SourceToService SourceToPort")]
    [InlineData("udp 203.0.113.1:1000 > 192.0.2.1", "Source Destination")]
    [InlineData("tcp 203.0.113.1 > 192.0.2.1", "Source Destination")]
    [InlineData("icmp 203.0.113.1:8 > 192.0.2.1:0", "Source Destination Connection")]
    [InlineData("sctp 203.0.113.1:2905 > 192.0.2.1:2905", "Source Destination Connection")]
    [InlineData("255 203.0.113.1 > 192.0.2.1", "Source Destination Connection")]
    [InlineData("hopopt 203.0.113.1 > 192.0.2.1", "Source")]
    [InlineData("unknown 203.0.113.1:1000 > 192.0.2.1:80", "Source")]
    [InlineData("arp 203.0.113.1 > 192.0.2.1", "Source")]
    [InlineData("lldp 203.0.113.1 > 192.0.2.1", "Source")]
    public void There_is_a_rule_for_what_can_be_said(string key, string atoms) =>
        Assert.Equal(
            atoms.Split(' ').Concat(["Network", "WideNetwork"]),
            from atom in Enum.GetValues<Atom>() where DropRule.For(atom, Given.Key(key)) is not null select $"{atom}");

    [Theory]
    [InlineData(Atom.Source, "203.0.113.1 -   - -    -")]
    [InlineData(Atom.Service, "- 192.0.2.1   Tcp - 80")]
    [InlineData(Atom.Destination, "- 192.0.2.1   Tcp - -")]
    [InlineData(Atom.Connection, "203.0.113.1 192.0.2.1   Tcp 1000 80")]
    [InlineData(Atom.SourceToService, "203.0.113.1 192.0.2.1   Tcp - 80")]
    [InlineData(Atom.SourceToPort, "203.0.113.1 -   Tcp - 80")]
    public void Speaks_of_the_fields_of_its_atom_alone(Atom atom, string fields)
    {
        var rule = DropRule.For(atom, Given.Key("tcp 203.0.113.1:1000 > 192.0.2.1:80"))!.Value;
        object?[] spoken = [rule.Source, rule.Destination, rule.Protocol, rule.SourcePort, rule.DestinationPort];
        Assert.Equal(
            fields.Split(' ', StringSplitOptions.RemoveEmptyEntries), spoken.Select(field => $"{field ?? "-"}"));
        Assert.Equal(rule.DestinationPort is not null, rule.HasPorts);
        Assert.Equal(rule.Source ?? rule.Destination, rule.Anchor);
    }

    [Fact]
    public void What_is_spared_and_what_was_opened_before_is_left_alone()
    {
        var key = Given.Key("tcp 203.0.113.1:1000 > 192.0.2.1:80");
        var rule = DropRule.For(Atom.Destination, key)!.Value with
        {
            IsNew = true,
            Spared = new([22, 443], [Ip.Parse("203.0.113.9")]),
        };
        Assert.Equal("new connections to 192.0.2.1 by tcp, except port 22, 443 and 1 known client", $"{rule}");
        Assert.True(rule.Covers(key));
        Assert.False(rule.CoversAnswer(key.Reversed));
        Assert.True((rule with { IsNew = false }).CoversAnswer(key.Reversed));
        Assert.False(rule.Covers(Given.Key("tcp 203.0.113.1:1000 > 192.0.2.1:443")));
        Assert.False(rule.Covers(Given.Key("tcp 203.0.113.9:1000 > 192.0.2.1:80")));
        Assert.True(rule.Covers(Given.Key("tcp 203.0.113.8:443 > 192.0.2.1:80")));
    }

    [Fact]
    public void Rules_are_the_same_when_they_drop_the_same()
    {
        var one = Given.Key("tcp 203.0.113.1:1 > 192.0.2.1:80");
        var other = Given.Key("udp 203.0.113.1:2 > 192.0.2.9:9");
        Assert.Equal(DropRule.For(Atom.Source, one), DropRule.For(Atom.Source, other));
        Assert.Equal(DropRule.FromSource(Ip.Parse("203.0.113.1")), DropRule.For(Atom.Source, one));
        Assert.NotEqual(DropRule.For(Atom.Destination, one), DropRule.For(Atom.Service, one));
        Assert.NotEqual(DropRule.For(Atom.Source, one), DropRule.For(Atom.Source, one.Reversed));
    }
}
