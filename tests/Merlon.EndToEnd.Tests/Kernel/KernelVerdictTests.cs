using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Kernel;

/// <summary>
/// The walk over a table says what a real kernel does: which packets come through, and how many met each rule,
/// whether the table is loaded as it stands or converted to nftables.
/// </summary>
public sealed class KernelVerdictTests
{
    static readonly bool IsFull = Environment.GetEnvironmentVariable("MERLON_FULL") is not null;
    static readonly int Packets = IsFull ? 1_000_000 : 20_000;

    [Theory]
    [InlineData("iptables", 5)]
    [InlineData("nftables", 5)]
    [InlineData("respond", 60)]   // answers, and rules about new connections, spare most
    public void What_the_rules_say_is_what_the_kernel_does(string backend, int leastShare)
    {
        var comparison = new KernelComparison(seed: 1, Backends.Named(backend));
        Compare(comparison, Packets);
        Assert.True(comparison.Differences == 0, string.Join('\n', comparison.Told));

        var least = Packets / leastShare;   // both verdicts are met often
        Assert.InRange(comparison.Through, least, Packets - least);
    }

    [Theory]
    [InlineData("iptables", Hook.Forward)]
    [InlineData("nftables", Hook.Forward)]
    [InlineData("iptables", Hook.Output)]
    [InlineData("nftables", Hook.Output)]
    [InlineData("respond", Hook.Forward)]
    public void One_rule_that_means_the_opposite_is_noticed(string backend, Hook hook)
    {
        var comparison = new KernelComparison(
            seed: 2, Backends.Named(backend), table => WithFirstRuleNegated(table, hook));
        Compare(comparison, 1_000);
        Assert.NotEqual(0, comparison.Differences);
    }

    [Theory]
    [InlineData(IpFamily.V4)]
    [InlineData(IpFamily.V6)]
    public void Among_the_rules_are_Merlons_own_of_every_shape(IpFamily family)
    {
        var shapes = OwnRules.Of(family, hasStates: true).SelectMany(printed => printed.Iptables.Split('\n'))
            .Where(line => line.StartsWith("-A ", StringComparison.Ordinal))
            .GroupBy(rule => string.Join(' ', rule.Split(' ').Where(word => word.StartsWith('-') && word is not "-m")))
            .ToDictionary(shape => shape.Key, shape => shape.Count());
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join(", ", shapes));
        string[] expected =
        [
            "-A -s -j", "-A -d -p --dport -j", "-A -d -p -j", "-A -s -d -p --sport --dport -j",
            "-A -s --ctstate -j", "-A -s -p --dport --ctstate -j", "-A -d -p --dports --dports --dports --ctstate -j",
            "-A -d -p --dport --ctstate -j",
        ];
        Assert.All(expected, shape => Assert.True(shapes.GetValueOrDefault(shape) > 1, shape));
    }

    static void Compare(KernelComparison comparison, long packets)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root for a network namespace");
        Assert.SkipUnless(File.Exists("/dev/net/tun"), "needs /dev/net/tun for the links of a gateway");
        comparison.Run(packets);
    }

    static Table WithFirstRuleNegated(Table table, Hook hook)
    {
        if (table.ChainNamed(hook.ChainName) is not { Rules: not [] } chain) return table;

        var first = chain.Rules[0];
        var opposite = new Rule
        {
            Line = first.Line,
            Matches = [new(new("opposite", []), !first.Condition)],
            Target = first.Target,
        };
        return table with
        {
            Chains = table.Chains.Replace(chain, chain with { Rules = chain.Rules.SetItem(0, opposite) }),
        };
    }
}
