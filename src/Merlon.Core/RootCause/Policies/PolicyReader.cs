using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Syntax;

namespace Merlon.RootCause.Policies;

/// <summary>Reads the rules that were given: what iptables-save or nft -j writes, or tables of rules.</summary>
public static class PolicyReader
{
    /// <param name="faults">What cannot be made sense of, all of it, with the file's name.</param>
    /// <returns>Null where there is a fault, or nothing.</returns>
    public static Policy? Read(PolicyText text, out ImmutableArray<(string File, Fault Fault)> faults)
    {
        var found = ImmutableArray.CreateBuilder<(string, Fault)>();
        var parts = new List<PolicyPart>();
        var files = text.Files.SelectMany(Parts).ToList();
        text = new([.. files.Select(one => one.File)]);
        foreach (var (number, (file, part)) in files.Index())
        {
            found.AddRange(part.Faults.Select(fault => (file.Name, fault)));
            if (part.Faults.IsEmpty) parts.Add(part.From(text.FirstLineOf(number)));
        }

        faults = found.ToImmutable();
        var rules = parts.SelectMany(part => part.Rules).ToImmutableArray();
        if (faults.Length > 0 || parts.Count == 0) return null;

        return new(text, Joined(parts), rules, parts.TrueForAll(part => part.IsDefaultTold));
    }

    static IEnumerable<(PolicyFile File, PolicyPart Part)> Parts(PolicyFile file) =>
        NftablesJsonReader.IsJson(file) ? NftablesJsonReader.Read(file)
        : [(file, IsSaved(file) ? ReadSaved(file) : PolicyTableReader.Read(file))];

    static bool IsSaved(PolicyFile file) => file.Lines.Any(line =>
        line.Trim() is "*filter" or "*nat" or "*mangle" or "*raw" or "*security" or "COMMIT");

    static PolicyPart ReadSaved(PolicyFile file)
    {
        var read = !file.Name.EndsWith(" (ip)", StringComparison.Ordinal)   // of nftables, whatever its own name
            && (file.Name.Contains("v6", StringComparison.Ordinal)
            || file.Name.Contains("ip6", StringComparison.Ordinal))
            ? RuleSetReader.Read(file.Text, IpFamily.V6) is { IsValid: true } six ? six : RuleSetReader.Read(file.Text)
            : RuleSetReader.Read(file.Text);
        return new([read.Rules], Given(read.Rules, file), IsDefaultTold: true, read.Faults);
    }

    static ImmutableArray<GivenRule> Given(RuleSet rules, PolicyFile file) =>
    [
        .. from table in rules.Tables
           from chain in table.Chains
           from given in chain.Rules.Select(rule => Given(rule, file)).Concat(PolicyOf(chain, file))
           orderby given.Line
           select given,
    ];

    static GivenRule Given(Rule rule, PolicyFile file)
    {
        var comment = rule.Matches.FirstOrDefault(match => match.Use.Name is "comment")?.Use.Options[0].Words[0];
        var words = file.Lines[rule.Line - 1].Trim();
        return new($"{file.Name}:{rule.Line}", rule.Line, words, (comment ?? rule.Reason)?.Trim('"'));
    }

    static IEnumerable<GivenRule> PolicyOf(Chain chain, PolicyFile file)
    {
        if (chain is { Policy: not null, Line: > 0 })
            yield return new($"{file.Name}:{chain.Line}", chain.Line, file.Lines[chain.Line - 1],
                null)
            { IsDefault = true };
    }

    // Of several files about one family, the first table of a name counts; its chains go on in the next.
    static ImmutableArray<RuleSet> Joined(List<PolicyPart> parts) =>
    [
        .. from part in parts
           from set in part.Families
           group set by set.Family into sets
           select new RuleSet(sets.Key, [.. from set in sets
                                            from table in set.Tables
                                            group table by table.Name into tables
                                            select Joined(tables)]),
    ];

    static Table Joined(IEnumerable<Table> tables) => new(
        tables.First().Name,
        [
            .. from table in tables
               from chain in table.Chains
               group chain by chain.Name into chains
               select chains.Last() with { Rules = [.. chains.SelectMany(chain => chain.Rules)] },
        ]);
}

/// <summary>What one file of rules says; lines are its own, from 1.</summary>
sealed record PolicyPart(
    ImmutableArray<RuleSet> Families, ImmutableArray<GivenRule> Rules, bool IsDefaultTold, ImmutableArray<Fault> Faults)
{
    /// <summary>The part with its lines numbered from another.</summary>
    public PolicyPart From(int first) => first == 1 ? this : this with
    {
        Rules = [.. Rules.Select(rule => rule with { Line = rule.Line + first - 1 })],
        Families = [.. Families.Select(set => set with { Tables = [.. set.Tables.Select(table => From(table,
            first - 1))] })],
    };

    static Table From(Table table, int before) => table with
    {
        Chains =
        [
            .. table.Chains.Select(chain => chain with
            {
                Line = chain.Line == 0 ? 0 : chain.Line + before,
                Rules = [.. chain.Rules.Select(rule => rule with { Line = rule.Line + before })],
            }),
        ],
    };
}
