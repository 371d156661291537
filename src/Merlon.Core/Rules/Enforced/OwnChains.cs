using System.Collections.Immutable;
using System.Text;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Enforced;

/// <summary>
/// Merlon's part of a filter table: its own chains, and the jumps to them out of built-in chains. All else that
/// stands in the table belongs to others.
/// </summary>
/// <param name="Chains">By name; each with its rules as iptables-save prints them.</param>
/// <param name="Jumps">The built-in chains that jump to Merlon's; one that jumps twice is there twice.</param>
public sealed record OwnChains(
    ImmutableSortedDictionary<string, ImmutableArray<string>> Chains, ImmutableArray<string> Jumps)
{
    const string Prefix = "MERLON-";

    /// <summary>The longest name of a user chain that still fits behind the prefix.</summary>
    public const int MaxNameLength = ChainNames.MaxLength - 7;

    public static readonly OwnChains None =
        new(ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty, []);

    /// <summary>Those of the chains that rules of others lead to, each with such a rule: they cannot go.</summary>
    public ImmutableSortedDictionary<string, string> Held { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    public bool IsEmpty => Chains.IsEmpty && Jumps.IsEmpty;

    /// <summary>Every line of it, as iptables-save prints it.</summary>
    public IEnumerable<string> Lines => [.. Jumps.Select(JumpFrom), .. Chains.Values.SelectMany(rules => rules)];

    /// <summary>As iptables-save would print it, were nothing else there: <see cref="In"/> reads it back.</summary>
    public string Text =>
        $"{string.Concat(Chains.Keys.Select(name => $":{name} - [0:0]\n"))}{string.Join('\n', Lines)}\n";

    /// <summary>
    /// What stands in a filter table that iptables-save printed. An empty chain that is there only because others
    /// hold it does nothing, and is left out.
    /// </summary>
    public static OwnChains In(string saved)
    {
        var chains = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        var jumps = ImmutableArray.CreateBuilder<string>();
        var held = new Dictionary<string, string>();
        foreach (var line in saved.Split('\n'))
        {
            var words = line.Split(' ');
            if (words[0].StartsWith($":{Prefix}", StringComparison.Ordinal)) chains[words[0][1..]] = [];
            else if (words is ["-A", var own, ..] && chains.TryGetValue(own, out var rules)) rules.Add(line);
            else if (words is ["-A", var from, "-j", var to] && to == Prefix + from) jumps.Add(from);
            else if (words is ["-A", .., "-j" or "-g", var name] && chains.ContainsKey(name)) held.TryAdd(name, line);
        }

        var used = chains.Values.SelectMany(rules => rules).Select(rule => rule.Split(' ')[^1])
            .Concat(jumps.Select(from => Prefix + from)).ToHashSet();
        foreach (var name in held.Keys.Where(name => chains[name].Count == 0 && !used.Contains(name)))
            chains.Remove(name);

        return new(Sorted(chains), jumps.ToImmutable())
        {
            Held = held.ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
    }

    /// <summary>
    /// A rule set's filter table as it stands in Merlon's chains. Built-in chains without a rule are left out.
    /// </summary>
    public static OwnChains Of(Table table)
    {
        var met = Met(table);
        var chains = met.ToDictionary(
            chain => Prefix + chain.Name,
            chain => chain.Rules.Select(rule => RuleWriter.Print(Renamed(rule), Prefix + chain.Name)).ToList());
        var jumps = met.Where(chain => chain.Policy is not null).Select(chain => chain.Name);
        return new(Sorted(chains), [.. jumps]);
    }

    /// <summary>Chains to which packets come, for all that is known before rules are looked at.</summary>
    internal static IReadOnlyList<Chain> Met(Table table)
    {
        var used = table.Chains.Where(chain => chain.Policy is null || !chain.Rules.IsEmpty).ToList();
        return used.TrueForAll(chain => chain.Policy is null) ? [] : used;
    }

    /// <summary>Whether two say the same, however iptables-save words it.</summary>
    public bool IsSameAs(OwnChains other, IpFamily family) =>
        Jumps.Distinct().Order().SequenceEqual(other.Jumps.Distinct().Order())
        && Chains.Keys.SequenceEqual(other.Chains.Keys)
        && Normal(family).SequenceEqual(other.Normal(family));

    /// <summary>
    /// What iptables-restore --noflush takes to come from one to the other, in one transaction; a jump that is there
    /// stays where it is, and a chain that others hold is emptied in place of going.
    /// </summary>
    public static string Transaction(OwnChains from, OwnChains to)
    {
        var text = new StringBuilder("*filter\n");
        var gone = from.Chains.Keys.Except(to.Chains.Keys).ToList();
        var changed = to.Chains.Where(chain =>
            !from.Chains.TryGetValue(chain.Key, out var rules) || !rules.SequenceEqual(chain.Value)).ToList();

        // To declare a chain that is there empties it.
        foreach (var name in changed.Select(chain => chain.Key).Concat(gone)) text.Append($":{name} - [0:0]\n");
        foreach (var chain in from.Jumps.Where(chain => !to.Jumps.Contains(chain)))
            text.Append($"-D{JumpFrom(chain)[2..]}\n");
        foreach (var line in changed.SelectMany(chain => chain.Value)) text.Append(line).Append('\n');
        foreach (var chain in to.Jumps.Except(from.Jumps)) text.Append($"-I {chain} 1 -j {Prefix}{chain}\n");
        foreach (var name in gone.Where(name => !from.Held.ContainsKey(name) && !to.Held.ContainsKey(name)))
            text.Append($"-X {name}\n");
        return text.Append("COMMIT\n").ToString();
    }

    /// <summary>Chains that such a transaction leaves behind, each with a rule of others that leads to it.</summary>
    public static IEnumerable<KeyValuePair<string, string>> LeftBehind(OwnChains from, OwnChains to) =>
        from.Held.Where(held => from.Chains.ContainsKey(held.Key) && !to.Chains.ContainsKey(held.Key));

    static string JumpFrom(string chain) => $"-A {chain} -j {Prefix}{chain}";

    static Rule Renamed(Rule rule) => rule.Target switch
    {
        Target.Jump(var chain) => rule with { Target = new Target.Jump(Prefix + chain) },
        Target.Goto(var chain) => rule with { Target = new Target.Goto(Prefix + chain) },
        _ => rule,
    };

    // As the reader understands them; word for word where it does not.
    IEnumerable<string> Normal(IpFamily family)
    {
        var lines = Chains.Values.SelectMany(rules => rules).ToList();
        var read = RuleSetReader.Read($"*filter\n{(this with { Jumps = [] }).Text}COMMIT\n", family);
        return read.IsValid ? RuleSetWriter.Print(read.Rules).Split('\n') : lines;
    }

    static ImmutableSortedDictionary<string, ImmutableArray<string>> Sorted(
        IEnumerable<KeyValuePair<string, List<string>>> chains) => chains.ToImmutableSortedDictionary(
            chain => chain.Key, chain => chain.Value.ToImmutableArray(), StringComparer.Ordinal);
}
