using System.Text;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Nftables;

/// <summary>A rule that nftables cannot say as it is.</summary>
public readonly record struct Inexpressible(string Chain, Rule Rule, string Why);

/// <summary>
/// The filter table of a rule set as a table for <c>nft -f</c>, equal in meaning. Rules that hold in more than one way
/// become several, or a chain of their own where what they do must not be done twice.
/// </summary>
public sealed class NftablesWriter
{
    readonly IpFamily _family;
    readonly string _count;
    readonly Dictionary<string, string> _names;
    readonly StringBuilder _chains = new();
    readonly List<Inexpressible> _inexpressible = [];
    int _helpers;

    NftablesWriter(IpFamily family, Table table, bool withCounters)
    {
        _family = family;
        _count = withCounters ? "counter " : "";
        _names = NamesOf(table);
    }

    /// <param name="name">Of the table that is made; one of this name is replaced.</param>
    /// <param name="inexpressible">Rules that are left out.</param>
    /// <param name="withCounters">Whether rules count what they meet, as those of iptables do.</param>
    public static string Write(
        IpFamily family, Table table, string name, out IReadOnlyList<Inexpressible> inexpressible,
        bool withCounters = false)
    {
        var writer = new NftablesWriter(family, table, withCounters);
        foreach (var chain in table.Chains) writer.Write(chain);
        inexpressible = writer._inexpressible;

        var of = family is IpFamily.V4 ? "ip" : "ip6";
        return $"table {of} {name}\ndelete table {of} {name}\ntable {of} {name} {{\n{writer._chains}}}\n";
    }

    void Write(Chain chain)
    {
        var body = new StringBuilder();
        if (chain.Policy is { } policy && HookOf(chain.Name) is { } hook)
        {
            var word = policy is Verdict.Accept ? "accept" : "drop";
            body.Append($"    type filter hook {hook} priority filter; policy {word};\n");
        }

        foreach (var rule in chain.Rules) Write(body, chain, rule);
        _chains.Append($"  chain {_names[chain.Name]} {{\n{body}  }}\n");
    }

    static string? HookOf(string chain) => chain is "INPUT" or "FORWARD" or "OUTPUT" ? chain.ToLowerInvariant() : null;

    void Write(StringBuilder body, Chain chain, Rule rule)
    {
        if (StatementOf(rule.Target) is not { } statement)
        {
            _inexpressible.Add(new(chain.Name, rule, "its target is not modelled"));
            return;
        }

        var ways = Alternatives.Of(rule.Condition)
            .Select(literals => literals.Select(literal => Expression.Print(literal, _family)).ToList())
            .ToList();
        if (ways.Exists(way => way.Contains(null)))
        {
            _inexpressible.Add(new(chain.Name, rule, "a condition is not modelled, or nftables has no words for it"));
            return;
        }

        var conditions = ways.Select(way => string.Join(' ', way.Distinct().Where(words => words != ""))).ToList();
        if (conditions.Count > 1 && !IsFinal(rule.Target))
            (conditions, statement) = ([""], WriteHelper(conditions, rule, statement));
        if (rule.Reason is { } reason) body.Append($"    # {reason}\n");
        foreach (var condition in conditions)
            body.Append("    ").Append(condition).Append(condition == "" ? "" : " ").Append(statement).Append('\n');
    }

    // Any of the ways leads to one chain, which is gone to and so is met once; it comes back behind the rule.
    string WriteHelper(List<string> conditions, Rule rule, string statement)
    {
        var (ways, then) = ($"merlon_{++_helpers}_ways", $"merlon_{_helpers}_then");
        var isCall = rule.Target is Target.Jump;
        var goal = isCall ? $"goto {_names[((Target.Jump)rule.Target).Chain]}" : $"goto {then}";
        if (!isCall) _chains.Append($"  chain {then} {{\n    {statement}\n  }}\n");
        _chains.Append($"  chain {ways} {{\n");
        foreach (var condition in conditions) _chains.Append($"    {condition} {goal}\n");
        _chains.Append("  }\n");
        return $"jump {ways}";
    }

    static bool IsFinal(Target target) =>
        target is Target.Decide or Target.Return or Target.Goto or Target.Extension(_, Effect.Decide);

    string? StatementOf(Target target) => target switch
    {
        Target.Nowhere => "counter",
        Target.Decide(Verdict.Accept) => $"{_count}accept",
        Target.Decide => $"{_count}drop",
        Target.Return => $"{_count}return",
        Target.Jump(var chain) => $"{_count}jump {_names[chain]}",
        Target.Goto(var chain) => $"{_count}goto {_names[chain]}",
        Target.Extension(var use, Effect.SetMark(var clear, var flip)) when use.Name is "MARK" =>
            $"{_count}meta mark set (meta mark & {Numbers.Hex(~clear)}) ^ {Numbers.Hex(flip)}",
        Target.Extension({ Name: "REJECT" } use, _) => $"{_count}{Reject(use)}",
        Target.Extension({ Name: "LOG" } use, _) => $"{_count}{LogStatement.Log(use)}",
        Target.Extension({ Name: "NFLOG" } use, _) => $"{_count}{LogStatement.NfLog(use)}",
        _ => null,
    };

    static string Reject(ExtensionUse use) => use.Options[0].Words[0] switch
    {
        "tcp-reset" => "reject with tcp reset",
        "icmp-net-unreachable" => "reject with icmp type net-unreachable",
        "icmp-host-unreachable" => "reject with icmp type host-unreachable",
        "icmp-proto-unreachable" => "reject with icmp type prot-unreachable",
        "icmp-net-prohibited" => "reject with icmp type net-prohibited",
        "icmp-host-prohibited" => "reject with icmp type host-prohibited",
        "icmp-admin-prohibited" => "reject with icmp type admin-prohibited",
        "icmp6-no-route" => "reject with icmpv6 type no-route",
        "icmp6-adm-prohibited" => "reject with icmpv6 type admin-prohibited",
        "icmp6-addr-unreachable" => "reject with icmpv6 type addr-unreachable",
        "icmp6-policy-fail" => "reject with icmpv6 type policy-fail",
        "icmp6-reject-route" => "reject with icmpv6 type reject-route",
        var silent => silent.StartsWith("icmp6", StringComparison.Ordinal)
            ? "reject with icmpv6 type port-unreachable"
            : "reject with icmp type port-unreachable",
    };

    // A name of small letters could be a word of nft's own, and one with other signs is none at all.
    static Dictionary<string, string> NamesOf(Table table)
    {
        var names = new Dictionary<string, string>();
        foreach (var chain in table.Chains)
        {
            var plain = string.Concat(chain.Name.Select(c => IsPlain(c) ? c : '_'));
            var isSafe = plain == chain.Name && char.IsAsciiLetter(plain[0]) && plain.Any(char.IsAsciiLetterUpper);
            var name = isSafe ? plain : $"chain_{plain}";
            while (names.ContainsValue(name)) name += "_";
            names[chain.Name] = name;
        }

        return names;
    }

    static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.';
}
