using Merlon.Net;
using Merlon.Rules.Sets;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Nftables;

/// <summary>Rules that differ in one address, as named sets. That a kernel takes them is tested from outside.</summary>
public class AddressSetTests
{
    // What may be put together: not beyond another rule, another verdict, another port, or what is not final.
    const string Lists = """
        *filter
        :INPUT ACCEPT [0:0]
        :calm - [0:0]
        # a neighbour
        -A INPUT -s 192.0.2.1/32 -j ACCEPT
        -A INPUT -s 192.0.2.2/32 -j ACCEPT
        # one of them } flush ruleset; \
        -A INPUT -s 203.0.113.7/32 -j DROP
        # all of them
        -A INPUT -s 203.0.113.0/24 -j DROP
        -A INPUT -s 203.0.113.7/32 -m comment --comment "again" -j DROP
        -A INPUT -s 198.51.100.0/25 -j DROP
        -A INPUT ! -s 198.51.100.9/32 -j DROP
        -A INPUT -d 198.51.100.9/32 -p tcp -m tcp --dport 22 -j REJECT --reject-with tcp-reset
        -A INPUT -d 198.51.100.10/32 -p tcp -m tcp --dport 22 -j REJECT --reject-with tcp-reset
        -A INPUT -d 198.51.100.11/32 -p tcp -m tcp --dport 25 -j REJECT --reject-with tcp-reset
        -A INPUT -s 192.0.2.3/32 -j calm
        -A INPUT -s 192.0.2.4/32 -j calm
        -A calm -s 192.0.2.3/32 -d 192.0.2.99/32 -j DROP
        COMMIT

        """;

    [Fact]
    public void Lists_are_sets() => Approved.Match(
        Write(Lists, default) + Write(Lists, new(Timeout: TimeSpan.FromMinutes(90)))
        + Write(Lists, new(WithCounters: true)));

    [Theory]
    [InlineData(IpFamily.V4)]
    [InlineData(IpFamily.V6)]
    public void Runs_mean_what_their_rules_mean(IpFamily family)
    {
        var longer = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var table = ShortWorded(new(seed), family);
            var runs = AddressRun.In(table.Chains[0].Rules).ToList();
            Assert.Equal(table.Chains[0].Rules, runs.SelectMany(run => run.Rules));
            Assert.True(PolicyDiff.Of(family, table, PutTogether(table, runs), Hook.Input).IsEmpty, $"{seed}");
            longer += runs.Count(run => run.Rules.Length > 1);
        }

        Assert.True(longer > 100, $"{longer}");
    }

    [Fact]
    public void Ten_thousand_addresses_are_one_rule()
    {
        var rules = Enumerable.Range(0, 10_000).Select(i => $"-A INPUT -s 10.{i / 256}.{i % 256}.0/24 -j DROP");
        var text = Write($"*filter\n{string.Join('\n', rules)}\nCOMMIT\n", default);
        Assert.Equal(10_000, text.Split(",\n").Length - 1);
        Assert.Single(text.Split('\n'), line => line.EndsWith(" drop", StringComparison.Ordinal));
    }

    static string Write(string rules, NftablesForm form)
    {
        var read = RuleSetReader.Read(rules, IpFamily.V4);
        Assert.True(read.IsValid);
        var converted = NftablesWriter.Convert(IpFamily.V4, read.Rules.Tables[0], form);
        Assert.Empty(converted.LeftOut);
        var text = converted.Print("merlon");
        return text;
    }

    // Of so few words that neighbours are often alike.
    static Table ShortWorded(Random random, IpFamily family)
    {
        var blocks = family is IpFamily.V4
            ? new[] { "10.0.0.1", "10.0.0.2", "10.0.0.0/24", "10.0.0.0/8", "192.0.2.7", "10.0.0.1/255.0.0.255" }
            : ["2001:db8::1", "2001:db8::2", "2001:db8::/64", "2001:db8::/32", "fe80::1", "::1/::ff"];
        var text = "*filter\n:INPUT ACCEPT [0:0]\n";
        for (var i = 0; i < 20; i++)
        {
            text += "-A INPUT";
            if (random.Next(6) > 0) text += $"{Not()} -s {One(blocks)}";
            if (random.Next(4) == 0) text += $"{Not()} -d {One(blocks)}";
            if (random.Next(4) == 0) text += " -p tcp";
            text += $" -j {One("ACCEPT", "DROP", "DROP", "DROP", "REJECT", "LOG")}\n";
        }

        return RuleSetReader.Read(text + "COMMIT\n", family).Rules.Tables[0];

        string Not() => random.Next(10) == 0 ? " !" : "";
        string One(params string[] of) => of[random.Next(of.Length)];
    }

    static Table PutTogether(Table table, IEnumerable<AddressRun> runs)
    {
        var rules = runs.Select(run => run.Differing is { } field ? Listed(run, field) : run.Rules[0]);
        return table with { Chains = [table.Chains[0] with { Rules = [.. rules] }] };
    }

    static Rule Listed(AddressRun run, Field field)
    {
        var elements = run.Elements.Select(element => Condition.Masked(field, element.Key.Bits, element.Key.Mask));
        var list = new Match(new("list", []), Condition.Any(elements));
        return run.Common with { Matches = run.Common.Matches.Add(list) };
    }
}
