using System.Collections.Immutable;
using System.Text;
using Merlon.Net;

namespace Merlon.Rules.Nftables;

/// <summary>A rule that nftables cannot say as it is.</summary>
public readonly record struct Inexpressible(string Chain, Rule Rule, string Why);

/// <summary>A rule in the words of nft(8).</summary>
/// <param name="Of">The rule that it was made of, or one of several; no packet matches two of them.</param>
public sealed record NftablesRule(Rule Of, string Text);

/// <summary>A chain in the words of nft(8).</summary>
/// <param name="Hook">Where it stands and its policy; null for a chain that only jumps reach.</param>
public sealed record NftablesChain(string Name, string? Hook, ImmutableArray<NftablesRule> Rules);

/// <summary>A filter table in the words of nft(8).</summary>
/// <param name="LeftOut">Rules that are not in it.</param>
public sealed record NftablesTable(
    IpFamily Family,
    ImmutableArray<AddressSet> Sets,
    ImmutableArray<NftablesChain> Chains,
    ImmutableArray<Inexpressible> LeftOut)
{
    /// <summary>For <c>nft -f</c>; a table of this name is replaced.</summary>
    public string Print(string name)
    {
        var table = $"table {(Family is IpFamily.V4 ? "ip" : "ip6")} {name}";
        var text = new StringBuilder($"{table}\ndelete {table}\n{table} {{\n");
        foreach (var set in Sets) text.Append(set.Text);
        foreach (var chain in Chains) Append(text, chain);
        return text.Append("}\n").ToString();
    }

    static void Append(StringBuilder text, NftablesChain chain)
    {
        text.Append($"  chain {chain.Name} {{\n");
        if (chain.Hook is not null) text.Append($"    {chain.Hook}\n");
        Rule? before = null;
        foreach (var rule in chain.Rules)
        {
            var isFirst = !ReferenceEquals(rule.Of, before);   // of those that say one rule
            if (isFirst && rule.Of.Reason is not null) text.Append("    ").Append(rule.Of.Remark);
            text.Append($"    {rule.Text}\n");
            before = rule.Of;
        }

        text.Append("  }\n");
    }
}
