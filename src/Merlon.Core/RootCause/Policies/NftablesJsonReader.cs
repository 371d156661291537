using System.Text.Json;
using Merlon.Net;
using Merlon.RootCause.Policies.Nftables;
using Merlon.Rules.Syntax;

namespace Merlon.RootCause.Policies;

/// <summary>
/// Reads what <c>nft -j list ruleset</c> writes, by way of the text that iptables-save would write for each family:
/// these two texts take the place of the file, so that changes of lines are tried and read again as those of any
/// policy. A given rule says in nftables' words what it is, and is named by its handle.
/// </summary>
/// <remarks>
/// What iptables has no words for stands as a program that nobody has (<c>-m bpf</c>): such a rule may match or not.
/// Bridges and ARP are left out, since packets that are routed do not come to their chains; chains to which none come
/// are, too.
/// </remarks>
static class NftablesJsonReader
{
    const string Expected = "what nft -j list ruleset writes";

    public static bool IsJson(PolicyFile file) =>
        file.Lines.FirstOrDefault(line => !string.IsNullOrWhiteSpace(line))?.TrimStart() is ['{', ..];

    /// <summary>Its texts for each family, or the file as it is with its fault.</summary>
    public static IEnumerable<(PolicyFile File, PolicyPart Part)> Read(PolicyFile file)
    {
        if (RulesOf(file, out var fault) is not { } rules) return [(file, new([], [], IsDefaultTold: true, [fault]))];
        return [.. new[] { IpFamily.V4, IpFamily.V6 }.Select(family => Read(file.Name, rules, family))];
    }

    static NftablesRuleSet? RulesOf(PolicyFile file, out Fault fault)
    {
        fault = new(1, 1, "no array \"nftables\"", Expected);
        try
        {
            var root = JsonSerializer.Deserialize<JsonElement>(file.Text);
            if (root.Field("nftables") is not { ValueKind: JsonValueKind.Array } objects) return null;

            var rules = new NftablesRuleSet();
            foreach (var (at, one) in objects.Items.Index())
            {
                if (rules.Add(one) is not { } why) continue;
                fault = new(1, 1, $"nftables[{at}]: {why}", Expected);
                return null;
            }

            return rules;
        }
        catch (JsonException e)
        {
            var (line, column) = ((int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1);
            fault = new(line, column, "this is no JSON", Expected);
        }
        catch (InvalidOperationException)   // half of a surrogate pair
        {
            fault = new(1, 1, "a text that is no Unicode", Expected);
        }

        return null;
    }

    static (PolicyFile, PolicyPart) Read(string name, NftablesRuleSet rules, IpFamily family)
    {
        var (lines, given) = (new List<string>(), new List<(GivenRule Rule, string Vague)?>());
        foreach (var table in SavedChains.Of(rules, family).GroupBy(chain => chain.Table)) Write([.. table]);

        var read = RuleSetReader.Read(string.Join('\n', lines) + "\n", family);
        foreach (var line in read.Faults.Select(fault => fault.Line).Distinct())
        {
            if (line <= lines.Count && given[line - 1] is (_, { Length: > 0 } vague)) lines[line - 1] = vague;
        }

        if (!read.IsValid) read = RuleSetReader.Read(string.Join('\n', lines) + "\n", family);
        var told = given.Index().Where(one => one.Item is not null)
            .Select(one => one.Item!.Value.Rule with { Line = one.Index + 1 });
        var file = new PolicyFile($"{name} ({(family is IpFamily.V4 ? "ip" : "ip6")})", [.. lines]);
        return (file, new([read.Rules], [.. told], IsDefaultTold: true, read.Faults));

        void Write(List<SavedChain> chains)
        {
            Line($"*{chains[0].Table}");
            foreach (var chain in chains)
                Line($":{chain.Name} {chain.Policy} [0:0]", chain.Policy is "-" ? null : chain.Given);
            foreach (var line in chains.SelectMany(chain => chain.Lines)) Line(line.Text, line.Given, line.Vague);
            Line("COMMIT");
        }

        void Line(string text, GivenRule? rule = null, string vague = "")
        {
            lines.Add(text);
            given.Add(rule is null ? null : (rule, vague));
        }
    }
}
