using Merlon.Flows;
using Merlon.Net;

namespace Merlon.Rules;

public class RuleTableTests
{
    static readonly IpProtocol[] Others =
        [IpProtocol.Sctp, IpProtocol.Arp, IpProtocol.Unknown, (IpProtocol)0, (IpProtocol)50, IpProtocol.IcmpV6];

    [Fact]
    public void Finds_a_rule_just_when_one_of_the_set_drops_the_flow()
    {
        var (found, missed, answers) = (0, 0, 0);
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var (vantage, rules, table) = (Vantage(random), new List<DropRule>(), new RuleTable());
            for (var i = 0; i < 8; i++) Change(random, rules, table);
            for (var i = 0; i < 20; i++)
            {
                var flow = Flow(random);
                var dropping = rules.FindAll(rule => vantage.Drops(rule, flow));
                var isFound = table.TryFind(new(flow, vantage), out var number);
                Assert.True(isFound == dropping.Count > 0, $"seed {seed}: {flow.Key}");
                Assert.True(!isFound || dropping.Any(rule => NumberOf(rule) == number), $"seed {seed}: {flow.Key}");
                Assert.Equal(isFound, table.TryFindFirst(new(flow, vantage), out number));
                Assert.True(!isFound || dropping.Min(NumberOf) == number, $"seed {seed}: {flow.Key}");
                found += isFound ? 1 : 0;
                missed += isFound ? 0 : 1;
                answers += isFound && !dropping.Exists(rule => rule.Covers(flow.Key)) ? 1 : 0;
            }
        }

        Assert.True(found > 5_000 && missed > 5_000 && answers > 500, $"{found}, {missed}, {answers} by the answer");
    }

    // Each print stands for one rule, and a rule for one print: tens of thousands of pairs, few hosts.
    [Fact]
    public void Prints_are_the_same_just_when_the_rules_are()
    {
        var (random, prints) = (new Random(1), new Dictionary<DropRule, ulong>());
        var (repeated, none) = (0, 0);
        for (var i = 0; i < 30_000; i++)
        {
            var flow = Flow(random);
            foreach (var atom in Enum.GetValues<Atom>())
            {
                var print = PrintOf(atom, flow.Key);
                Assert.Equal(print, BackwardPrintOf(atom, flow.Key.Reversed));
                if (DropRule.For(atom, flow.Key) is not { } rule)
                {
                    Assert.Equal(0UL, print);
                    none++;
                }
                else if (!prints.TryAdd(rule, print))
                {
                    Assert.Equal(prints[rule], print);
                    repeated++;
                }
            }
        }

        Assert.DoesNotContain(0UL, prints.Values);
        Assert.Equal(prints.Count, prints.Values.Distinct().Count());
        Assert.True(prints.Count > 100 && repeated > 50_000 && none > 1_000, $"{prints.Count}, {repeated}, {none}");
        var source = DropRule.FromSource(Ip.Parse("203.0.113.1"));
        Assert.Equal(prints[source], FlowPrints.OfSource(source.Anchor));
    }

    [Fact]
    public void A_direction_without_packets_or_out_of_sight_has_no_prints()
    {
        var flow = Given.Flow("tcp 203.0.113.1:1000 > 192.0.2.1:80");
        var input = new Vantage(Hook.Input, IpPrefix.Parse("192.0.2.0/24"));
        var prints = new FlowPrints(flow, input);
        Assert.All(
            Enum.GetValues<Atom>(), atom => Assert.Equal(atom is Atom.Selector, prints.Forward(atom) == 0));
        Assert.All(Enum.GetValues<Atom>(), atom => Assert.Equal(0UL, prints.Backward(atom)));

        var unanswered = new FlowPrints(flow with { Backward = default }, new(Hook.Forward));
        Assert.All(Enum.GetValues<Atom>(), atom => Assert.Equal(0UL, unanswered.Backward(atom)));
        Assert.All(Enum.GetValues<Atom>(), atom => Assert.Equal(0UL, default(FlowPrints).Forward(atom)));
    }

    [Fact]
    public void A_rule_that_is_there_already_keeps_its_number()
    {
        var (table, key) = (new RuleTable(), Given.Key("tcp 203.0.113.1:1000 > 192.0.2.1:80"));
        var rule = DropRule.For(Atom.Service, key)!.Value;
        Assert.True(table.Add(rule, PrintOf(rule.Atom, key), 3));
        Assert.False(table.Add(rule, PrintOf(rule.Atom, key), 4));
        Assert.True(table.TryFind(Prints(key), out var number));
        Assert.Equal((1, 3), (table.Count, number));

        table.Remove(rule, PrintOf(rule.Atom, key));
        Assert.False(table.TryFind(Prints(key), out _));
        Assert.Equal(0, table.Count);
    }

    static void Change(Random random, List<DropRule> rules, RuleTable table)
    {
        var (key, atom) = (Flow(random).Key, (Atom)random.Next(Atoms.Count));
        if (Varied(DropRule.For(atom, key), random) is not { } rule || rules.Exists(one => IsSame(one, rule))) return;
        Assert.Equal(!rules.Contains(rule), table.Add(rule, PrintOf(atom, key), NumberOf(rule)));
        if (!rules.Contains(rule)) rules.Add(rule);
        if (random.Next(4) > 0) return;

        rules.Remove(rule);
        table.Remove(rule, PrintOf(atom, key));
        Assert.Equal(rules.Count, table.Count);
    }

    static DropRule? Varied(DropRule? rule, Random random)
    {
        if (rule is not { } made || random.Next(2) == 0) return rule;

        return made with
        {
            IsNew = random.Next(2) == 0,
            Spared = random.Next(2) == 0 ? null : new([80], [Flow(random).Key.SourceIp]),
        };
    }

    // One that drops all, and one that drops a part, are not there together.
    static bool IsSame(DropRule one, DropRule other) =>
        one != other && (one with { IsNew = false, Spared = null }) == (other with { IsNew = false, Spared = null });

    // Any number that goes with the rule.
    static int NumberOf(DropRule rule) => rule.GetHashCode();

    static ulong PrintOf(Atom atom, FlowKey key) => Prints(key).Forward(atom);

    static ulong BackwardPrintOf(Atom atom, FlowKey key) => Prints(key).Backward(atom);

    static FlowPrints Prints(FlowKey key)
    {
        var flow = new Flow { Key = key, FirstSeen = Given.Noon, Forward = new(1, 60), Backward = new(1, 60) };
        return new(flow, new(Hook.Forward));
    }

    static Vantage Vantage(Random random)
    {
        IpPrefix[] inside = [IpPrefix.Parse("192.0.2.0/24"), IpPrefix.Parse("2001:db8:1::/48")];
        return new(random.Next(2) == 0 ? Hook.Input : Hook.Forward, random.Next(2) == 0 ? inside : []);
    }

    // As Arbitrary's, and now and then with a port that nobody wrote down, or another protocol.
    static Flow Flow(Random random)
    {
        var flow = Arbitrary.Flow(random, 0);
        var (protocol, source, destination) = (flow.Key.Protocol, flow.Key.Source, flow.Key.Destination);
        if (random.Next(5) == 0) protocol = Others[random.Next(Others.Length)];
        if (random.Next(8) == 0) source = source with { Port = null };
        if (random.Next(8) == 0) destination = destination with { Port = null };
        return flow with { Key = new(protocol, source, destination) };
    }
}
