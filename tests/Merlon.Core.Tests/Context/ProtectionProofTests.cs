using Merlon.Context.Syntax;
using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Meaning;
using Merlon.Rules.Sets;
using Merlon.Rules.Syntax;

namespace Merlon.Context;

public class ProtectionProofTests
{
    const string Site = """
        internal: [192.0.2.0/24, "2001:db8:1::/48"]
        admins: [203.0.113.5, "2001:db8:a::/64"]
        allow:
          from: 198.51.100.0/24
          to: 192.0.2.10
          services: [tcp/443, icmp]
        """;

    [Theory]
    [InlineData("-A FORWARD -s 203.0.113.0/24 -j DROP", "admin 203.0.113.5")]
    [InlineData("-A FORWARD -d 203.0.113.5 -j REJECT", "admin 203.0.113.5")]
    [InlineData("-A FORWARD -s 192.0.2.7 -j DROP", "admin 203.0.113.5")]   // its answers
    [InlineData("-A FORWARD -p tcp --dport 22 -j DROP", "admin 203.0.113.5", "allow from 198.51.100.0/24")]
    [InlineData("-A FORWARD -s 198.51.100.7 -j DROP", "allow from 198.51.100.0/24")]
    [InlineData("-A FORWARD -s 198.51.100.7 -d 192.0.2.10 -p tcp --dport 443 -j DROP", "allow from 198.51.100.0/24")]
    [InlineData("-A FORWARD -s 198.51.100.7 -d 192.0.2.10 -p tcp --dport 80 -j DROP")]
    [InlineData("-A FORWARD -s 198.51.100.7 -d 192.0.2.10 -p udp -j DROP")]
    [InlineData("-A FORWARD -s 198.51.100.7 -d 192.0.2.10 -p icmp -j DROP", "allow from 198.51.100.0/24")]
    [InlineData("-A FORWARD -s 192.0.2.10 -d 198.51.100.7 -p tcp --sport 443 -j DROP", "allow from 198.51.100.0/24")]
    [InlineData("-A FORWARD -s 192.0.2.10 -d 198.51.100.7 -p tcp --dport 443 -j DROP", "allow from 198.51.100.0/24")]
    [InlineData("-A FORWARD -s 192.0.2.10 -d 198.51.100.7 -p tcp --sport 80 -j DROP")]
    [InlineData("-A FORWARD -s 203.0.113.9 -j DROP")]
    [InlineData("-A FORWARD -s 203.0.113.5 -j ACCEPT\n-A FORWARD -s 203.0.113.5 -d 192.0.2.10 -j DROP")]
    [InlineData("-A FORWARD -d 192.0.2.130 -m limit --limit 3/min -j DROP", "admin 203.0.113.5")]
    [InlineData("-A INPUT -s 203.0.113.5 -d 192.0.2.1 -j DROP", "admin 203.0.113.5")]
    public void Tells_which_protected_traffic_a_rule_drops(string rules, params string[] expected) =>
        Assert.Equal(expected, Lost(rules, IpFamily.V4));

    [Theory]
    [InlineData("-A FORWARD -s 203.0.113.9 -j DROP", true)]
    [InlineData("-A FORWARD -s 203.0.113.9 -d 192.0.2.10 -j DROP", false)]
    [InlineData("-A FORWARD -s 192.0.2.130 -p udp -j DROP", true)]
    [InlineData("-A FORWARD -d 192.0.2.143 -m limit --limit 3/min -j DROP", true)]
    public void Nothing_from_or_to_a_critical_address_is_dropped(string rules, bool isLost)
    {
        var found = Assert.Single(ProtectionProof.Of(Given(rules, IpFamily.V4), Read("critical: 192.0.2.128/28")));
        Assert.Equal(isLost, found.Loss is not null);
    }

    [Theory]
    [InlineData("-A FORWARD -s 2001:db8:a::9 -j DROP", "admin 2001:db8:a::/64")]
    [InlineData("-A FORWARD -s 2001:db8:bad::9 -j DROP")]
    [InlineData("-A FORWARD -s 2001:db8:1::9 -j DROP", "admin 2001:db8:a::/64")]
    public void In_either_family(string rules, params string[] expected) =>
        Assert.Equal(expected, Lost(rules, IpFamily.V6));

    [Fact]
    public void A_planted_rule_is_found_with_a_packet_and_the_rule()
    {
        var rules = Given("-A FORWARD -s 203.0.113.9 -j DROP\n-A FORWARD -s 203.0.113.4/30 -j DROP", IpFamily.V4);
        var admin = ProtectionProof.Of(rules, Read(Site)).Single(found => found.Item.Name == "admin 203.0.113.5");
        Assert.Equal((2, 4), (admin.Item.Line, admin.Loss!.Rule!.Line));
        Assert.True(admin.Item.Condition.Holds(admin.Loss.Packet));
        Assert.StartsWith("src=203.0.113.5 ", PacketFields.Print(admin.Loss.Packet), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(IpFamily.V4)]
    [InlineData(IpFamily.V6)]
    public void What_is_proven_no_walk_refutes(IpFamily family)
    {
        var (proven, lost) = (0, 0);
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new RandomPolicy(new(seed), family, withUnknown: seed % 3 == 0);
            var table = random.Table(6);
            var site = Read(family is IpFamily.V4
                ? "critical: 10.0.0.1\nadmins: [10.0.0.2/31, 192.0.2.7]\ninternal: [10.0.0.0/16, 11.0.0.0/8]\n"
                    + "allow: [{from: 10.1.0.1, services: [tcp/80, udp/1024-65535]}, {from: 192.0.2.7, to: 10.0.0.3}]"
                : "admins: ['2001:db8::2/127', 'fe80::1']\ninternal: '2001:db8::/47'\n"
                    + "allow: [{from: '2001:db9::1', services: [tcp/80, icmp]}, "
                    + "{from: 'fe80::/10', to: '2001:db8::1'}]");
            var walk = new PacketWalk(table);
            var packets = Enumerable.Range(0, 300).Select(_ => random.Packet()).ToList();
            foreach (var (item, loss) in ProtectionProof.Of(family, table, site))
            {
                if (loss is not null)
                {
                    lost++;
                    Assert.True(item.Condition.Holds(loss.Packet));
                    Assert.NotEqual(Verdicts.Accept, walk.Decide(loss.Packet, loss.Hook));
                    continue;
                }

                proven++;
                foreach (var packet in packets.Where(packet => item.Condition.Holds(packet) == true))
                {
                    var verdicts = walk.Decide(packet, Hook.Forward);
                    Assert.True(verdicts == Verdicts.Accept || (seed % 3 == 0 && (verdicts & Verdicts.Accept) != 0));
                }
            }
        }

        Assert.True(proven > 30 && lost > 300, $"{proven} {lost}");
    }

    [Fact]
    public void Forbids_exactly_the_rules_that_the_proof_refuses()
    {
        var (forbidden, free) = (0, 0);
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var site = new RandomSite(random).Next();
            for (var i = 0; i < 20; i++)
            {
                if (AnyRule(random) is not { } rule) continue;

                if (random.Next(3) == 0) rule = rule with { IsNew = true };
                if (random.Next(3) == 0 && rule is { Protocol: IpProtocol.Tcp or IpProtocol.Udp, HasPorts: false })
                    rule = rule with { Spared = new([22, 53, 80, 443, 8080], []) };
                if (random.Next(3) == 0) rule = rule with { Spared = WithAddresses(rule, random) };
                var rules = Assert.Single(DropRuleSets.Of(Hook.Forward, [(rule, "")]));
                var isLost = ProtectionProof.Of(rules, site).Any(found => found.Loss is not null);
                Assert.True(isLost == site.Forbids(rule), $"{rule}: {isLost}\n{SiteContextWriter.Print(site)}");
                if (isLost) forbidden++;
                else free++;
            }
        }

        Assert.True(forbidden > 500 && free > 500, $"{forbidden} {free}");
    }

    static DropRule? AnyRule(Random random)
    {
        var atom = (Atom)random.Next(Atoms.Count + 1);
        return atom is Atom.Selector
            ? DropRule.Of(Arbitrary.Selector(random))
            : DropRule.For(atom, Merlon.Given.Key(Arbitrary.Key(random)));
    }

    // What is sent around a rule is protected, or what an asset offers; all else is dropped as before.
    [Fact]
    public void Carved_rules_are_proven_harmless_and_drop_all_the_rest()
    {
        var (carved, whole, refused) = (0, 0, 0);
        for (var seed = 0; seed < 600; seed++)
        {
            var random = new Random(seed);
            var site = new RandomSite(random).Next();
            if (AnyRule(random) is not { } rule) continue;
            if (site.Carve(rule) is not { } rest)
            {
                refused++;
                continue;
            }

            var rules = Assert.Single(DropRuleSets.Of(Hook.Forward, [(rest, "")]));
            Assert.All(ProtectionProof.Of(rules, site), found => Assert.Null(found.Loss));
            Assert.False(site.Forbids(rest));
            if (rest.Spared is null) whole++;
            else carved++;
            for (var i = 0; i < 50; i++)
            {
                var key = Merlon.Given.Key(Arbitrary.Key(random));
                if (rule.Covers(key) && !rest.Covers(key)) Assert.True(IsMeant(site, rest.Spared!, key), $"{key}");
            }
        }

        Assert.True(carved > 100 && whole > 30 && refused > 50, $"{carved} {whole} {refused}");
    }

    [Theory]
    [InlineData(Atom.Service, "admins: 203.0.113.5", "everything to 192.0.2.1:80 by tcp, except from 203.0.113.5/32")]
    [InlineData(Atom.Source, "critical: 192.0.2.128/28",
        "everything from 203.0.113.9, except to 192.0.2.128/28")]
    [InlineData(Atom.Network, "admins: 203.0.113.5\ninternal: 192.0.2.0/24",
        "everything from 203.0.113.0/24, except from 203.0.113.5/32")]
    [InlineData(Atom.SourceToService, "critical: 192.0.2.0/28", null)]
    [InlineData(Atom.Source, "allow: {from: 203.0.113.0/24}\ninternal: 192.0.2.0/24", null)]
    [InlineData(Atom.Source, "allow: {from: 203.0.113.0/24, to: 192.0.2.7}",
        "everything from 203.0.113.9, except to 192.0.2.7/32")]
    [InlineData(Atom.Destination, "assets: [{name: web, addresses: 192.0.2.1, services: [tcp/443, udp/53, tcp/80-81]}]",
        "everything to 192.0.2.1 by tcp, except port 80, 81, 443")]
    public void What_is_protected_is_sent_around_a_rule(Atom atom, string site, string? expected)
    {
        var rule = DropRule.For(atom, Merlon.Given.Key("tcp 203.0.113.9:1000 > 192.0.2.1:80"))!.Value;
        Assert.Equal(expected, Read(site).Carve(rule)?.ToString());
    }

    // By address: a carved rule spares more of a protected source than it need.
    static bool IsMeant(SiteContext site, Spared spared, in FlowKey key)
    {
        var (source, destination) = (key.SourceIp, key.DestinationIp);
        return spared.Sources.Any(block => block.Contains(source)) || (key.DestinationPort is { } port
                && spared.Ports.Contains(port) && site.Assets.Any(asset => asset.Addresses.Any(
                    block => block.Value.Contains(destination))))
            || spared.Destinations.Any(block => block.Contains(destination));
    }

    static Spared WithAddresses(in DropRule rule, Random random)
    {
        var (source, destination) = rule.Anchor.IsV4
            ? ("203.0.113.0/25", "192.0.2.0/30")
            : ("2001:db8::/33", "2001:db8:1::/48");
        return (rule.Spared ?? Spared.Nothing) with
        {
            Sources = random.Next(2) == 0 ? [IpPrefix.Parse(source)] : [],
            Destinations = random.Next(2) == 0 ? [IpPrefix.Parse(destination)] : [],
        };
    }

    [Fact]
    public void As_many_rules_as_are_ever_made_are_judged()
    {
        var rules = Enumerable.Range(0, 100_000).Select(i => (i % 2 == 0
            ? DropRule.FromSource(Ip.V4(0x0B00_0000 + (uint)i * 77))
            : DropRule.For(Atom.Connection, new FlowKey(IpProtocol.Tcp,
                new(Ip.V4(0x0C00_0000 + (uint)i * 177), (ushort)i), new(Ip.V4(0xC000_020A), 80)))!.Value, ""));
        var set = Assert.Single(DropRuleSets.Of(Hook.Forward, rules));
        var site = Read("internal: 192.0.2.0/24\nadmins: 203.0.113.5");
        Assert.All(ProtectionProof.Of(set, site), found => Assert.Null(found.Loss));
    }

    static IEnumerable<string> Lost(string rules, IpFamily family) =>
        from found in ProtectionProof.Of(Given(rules, family), Read(Site))
        where found.Loss is not null
        select found.Item.Name;

    static RuleSet Given(string rules, IpFamily family)
    {
        var read = RuleSetReader.Read($"*filter\n:INPUT ACCEPT\n{rules}\nCOMMIT\n", family);
        Assert.True(read.IsValid, $"{string.Join('\n', read.Faults)}");
        return read.Rules;
    }

    static SiteContext Read(string text)
    {
        var read = SiteContextReader.Read(text);
        Assert.Empty(read.Faults);
        return read.Context!;
    }
}
