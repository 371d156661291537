using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Nftables;

/// <summary>
/// Turns a filter table into one for nftables, equal in meaning. A rule that holds in more than one way becomes
/// several, each of which leaves out what the ones before it speak of.
/// </summary>
public sealed class NftablesWriter
{
    readonly IpFamily _family;
    readonly NftablesForm _form;
    readonly string _count;
    readonly Dictionary<string, string> _names;
    readonly Alternatives _alternatives;
    readonly Dictionary<string, int> _counting;   // rules by the name under which they count
    readonly ImmutableArray<AddressSet>.Builder _sets = ImmutableArray.CreateBuilder<AddressSet>();
    readonly ImmutableArray<Inexpressible>.Builder _leftOut = ImmutableArray.CreateBuilder<Inexpressible>();

    NftablesWriter(IpFamily family, Table table, NftablesForm form)
    {
        (_family, _form) = (family, form);
        _count = form.WithCounters ? "counter " : "";
        _names = NamesOf(table);
        var rules = table.Chains.SelectMany(chain => chain.Rules).ToList();
        _counting = rules.Select(Meter.NameOf).OfType<string>().CountBy(name => name).ToDictionary();
        var conditions = rules.SelectMany(rule => rule.Condition.Parts);
        _alternatives = new(family, meetsFragments: !conditions.Any(AsksConntrack));
    }

    /// <summary>The same table in the words of nft(8), but for the rules that nftables has no words for.</summary>
    public static NftablesTable Convert(IpFamily family, Table table, NftablesForm form = default)
    {
        var writer = new NftablesWriter(family, table, form);
        ImmutableArray<NftablesChain> chains = [.. table.Chains.Select(writer.Convert)];
        return new(family, writer._sets.ToImmutable(), chains, writer._leftOut.ToImmutable());
    }

    NftablesChain Convert(Chain chain) => new(
        _names[chain.Name], HookOf(chain), [.. AddressRun.In(chain.Rules).SelectMany(run => Convert(chain, run))]);

    static string? HookOf(Chain chain)
    {
        if (chain.Policy is not { } policy || chain.Name is not ("INPUT" or "FORWARD" or "OUTPUT")) return null;
        var word = policy is Verdict.Accept ? "accept" : "drop";
        return $"type filter hook {chain.Name.ToLowerInvariant()} priority filter; policy {word};";
    }

    // A list is worth it from two addresses on; one that is to leave by itself needs it in any case.
    ImmutableArray<NftablesRule> Convert(Chain chain, AddressRun run)
    {
        var timeout = run.IsAccept ? null : _form.Timeout;   // an exception is no block, and stays
        var isList = run.Differing is not null && !_form.WithCounters && run.Rules.Length >= (timeout is null ? 2 : 1);
        if (!isList || WhyNot(run.Common, out var rules) is not null)
            return [.. run.Rules.SelectMany(rule => Convert(chain, rule))];

        var name = $"{(run.Differing is Field.Source ? "sources" : "destinations")}_{_sets.Count + 1}";
        var set = new AddressSet(name, run, _family, timeout);
        _sets.Add(set);
        return [.. rules.Select(rule => rule with { Text = $"{set.Lookup} {rule.Text}" })];
    }

    ImmutableArray<NftablesRule> Convert(Chain chain, Rule rule)
    {
        if (WhyNot(rule, out var rules) is { } why) _leftOut.Add(new(chain.Name, rule, why));
        return rules;
    }

    // Null when it can be said.
    string? WhyNot(Rule rule, out ImmutableArray<NftablesRule> rules)
    {
        rules = [];
        if (StatementOf(rule.Target) is not { } statement) return WhyNot(rule.Target);
        if (Meter.NameOf(rule) is { } counted && _counting[counted] > 1)
            return $"it counts together with others, as {counted}";
        var meter = Meter.Of(rule, _family, rule.Line);
        var literals = _alternatives.Of((meter?.Unlimited ?? rule).Condition);
        if (literals.SelectMany(way => way).FirstOrDefault(one => Expression.Print(one, _family) is null) is { } unsaid)
            return Expression.WhyNot(unsaid);

        var ways = literals.Select(way => Expression.PrintAll(way, _family).ToList()).ToList();
        if (MayChangeMark(rule.Target) && ways.Select(MarkOf).Distinct().Count() > 1)
            return "which way it holds is a matter of the mark, which it changes";

        if (meter is not null && ways.Count > 1) return "it holds in more than one way, and counts in all together";
        if (meter is var (_, limit)) statement = $"{limit} {statement}";
        if (CommentOf(rule) is { } comment) statement += $" comment {comment}";
        rules = [.. ways.Select(way => new NftablesRule(
            rule, string.Join(' ', way.Where(words => words != "").Distinct().Append(statement))))];
        return null;
    }

    static bool AsksConntrack(Condition condition) =>
        condition is Condition.Bits(Field.State or Field.SourceTranslated or Field.DestinationTranslated, _, _);

    static string WhyNot(Target target) => target is Target.Extension({ Name: "LOG" or "NFLOG" }, _)
        ? "nft cannot write \" or $ within a prefix"
        : "its target is not modelled";

    static string? CommentOf(Rule rule)
    {
        var comments = rule.Matches.Where(match => match.Use.Name is "comment")
            .SelectMany(match => match.Use.Options)
            .Select(option => NftText.Unquoted(option.Words[0]))
            .ToList();
        return comments.Count == 0 ? null : NftText.Comment(string.Join("; ", comments));
    }

    static bool MayChangeMark(Target target) => target is Target.Jump or Target.Extension(_, Effect.SetMark);

    static string MarkOf(List<string> way) =>
        string.Join(' ', way.Where(words => words.StartsWith("meta mark", StringComparison.Ordinal)));

    string? StatementOf(Target target) => target switch
    {
        Target.Nowhere => "counter",
        Target.Decide(Verdict.Accept) => $"{_count}accept",
        Target.Decide => $"{_count}drop",
        Target.Return => $"{_count}return",
        Target.Jump(var chain) => $"{_count}jump {_names[chain]}",
        Target.Goto(var chain) => $"{_count}goto {_names[chain]}",
        Target.Extension({ Name: "MARK" }, Effect.SetMark(uint.MaxValue, var mark)) =>
            $"{_count}meta mark set {Numbers.Hex(mark)}",
        Target.Extension({ Name: "MARK" }, Effect.SetMark(var clear, var flip)) =>
            $"{_count}meta mark set (meta mark & {Numbers.Hex(~clear)}) ^ {Numbers.Hex(flip)}",
        Target.Extension({ Name: "REJECT" } use, _) => $"{_count}{Reject(use)}",
        Target.Extension({ Name: "LOG" } use, _) when LogStatement.Log(use) is { } log => $"{_count}{log}",
        Target.Extension({ Name: "NFLOG" } use, _) when LogStatement.NfLog(use) is { } log => $"{_count}{log}",
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
