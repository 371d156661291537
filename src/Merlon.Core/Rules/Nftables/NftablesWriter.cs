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
    readonly NftablesForm _form;
    readonly string _count;
    readonly Dictionary<string, string> _names;
    readonly StringBuilder _sets = new();
    readonly StringBuilder _chains = new();
    readonly List<Inexpressible> _inexpressible = [];
    int _setCount;
    int _helpers;

    NftablesWriter(IpFamily family, Table table, NftablesForm form)
    {
        (_family, _form) = (family, form);
        _count = form.WithCounters ? "counter " : "";
        _names = NamesOf(table);
    }

    /// <param name="name">Of the table that is made; one of this name is replaced.</param>
    /// <param name="inexpressible">Rules that are left out.</param>
    public static string Write(
        IpFamily family, Table table, string name, out IReadOnlyList<Inexpressible> inexpressible,
        NftablesForm form = default)
    {
        var writer = new NftablesWriter(family, table, form);
        foreach (var chain in table.Chains) writer.Write(chain);
        inexpressible = writer._inexpressible;

        var of = family is IpFamily.V4 ? "ip" : "ip6";
        return $"table {of} {name}\ndelete table {of} {name}\ntable {of} {name} {{\n"
            + $"{writer._sets}{writer._chains}}}\n";
    }

    void Write(Chain chain)
    {
        var body = new StringBuilder();
        if (chain.Policy is { } policy && HookOf(chain.Name) is { } hook)
        {
            var word = policy is Verdict.Accept ? "accept" : "drop";
            body.Append($"    type filter hook {hook} priority filter; policy {word};\n");
        }

        foreach (var run in AddressRun.In(chain.Rules)) Write(body, chain, run);
        _chains.Append($"  chain {_names[chain.Name]} {{\n{body}  }}\n");
    }

    static string? HookOf(string chain) => chain is "INPUT" or "FORWARD" or "OUTPUT" ? chain.ToLowerInvariant() : null;

    // A list is worth it from two addresses on; one that is to leave by itself needs it in any case.
    void Write(StringBuilder body, Chain chain, AddressRun run)
    {
        var timeout = run.IsAccept ? null : _form.Timeout;   // an exception is no block, and stays
        var isList = run.Differing is not null && !_form.WithCounters && run.Rules.Length >= (timeout is null ? 2 : 1);
        if (!isList || WaysOf(run.Common) is not [_, ..])
        {
            foreach (var rule in run.Rules) Write(body, chain, rule);
            return;
        }

        var name = $"{(run.Differing is Field.Source ? "sources" : "destinations")}_{++_setCount}";
        var set = new AddressSet(name, run, _family, timeout);
        _sets.Append(set.Text);
        Write(body, chain, run.Common, set.Lookup + " ");
    }

    void Write(StringBuilder body, Chain chain, Rule rule, string lookup = "")
    {
        if (StatementOf(rule.Target) is not { } statement)
        {
            _inexpressible.Add(new(chain.Name, rule, "its target is not modelled"));
            return;
        }

        if (WaysOf(rule) is not { } ways)
        {
            _inexpressible.Add(new(chain.Name, rule, "a condition is not modelled, or nftables has no words for it"));
            return;
        }

        if (ways.Count > 1 && !IsFinal(rule.Target)) (ways, statement) = ([""], WriteHelper(ways, rule, statement));
        if (rule.Remark is not "" and var remark) body.Append("    ").Append(remark);
        foreach (var way in ways)
            body.Append("    ").Append(lookup).Append(way).Append(way == "" ? "" : " ").Append(statement).Append('\n');
    }

    // Null when nftables cannot say one of them.
    List<string>? WaysOf(Rule rule)
    {
        var ways = Alternatives.Of(rule.Condition)
            .Select(literals => literals.Select(literal => Expression.Print(literal, _family)).ToList())
            .ToList();
        return ways.Exists(way => way.Contains(null))
            ? null
            : [.. ways.Select(way => string.Join(' ', way.Distinct().Where(words => words != "")))];
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
