using System.Collections.Immutable;
using System.Text.Json;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Syntax;

namespace Merlon.RootCause.Policies.Nftables;

/// <summary>A line of a rule in the words of iptables-save, and what it says in nftables'.</summary>
/// <param name="Vague">What stands there instead where iptables cannot take the line: it may match.</param>
sealed record SavedLine(string Text, string Vague, GivenRule Given);

/// <summary>A chain in the words of iptables-save.</summary>
sealed record SavedChain(string Table, string Name, string Policy, GivenRule Given)
{
    public List<SavedLine> Lines { get; } = [];
}

/// <summary>
/// Turns a rule set of nftables into chains of iptables for one family. Where packets come to several chains at one
/// hook, what the first accepts goes on in the next: to accept is to jump there, and each of them ends with a rule
/// that stands for its policy.
/// </summary>
sealed class SavedChains
{
    const string Anywhere = " -j NFQUEUE --queue-num 0";   // nobody can say what becomes of it

    readonly NftablesRuleSet _rules;
    readonly IpFamily _family;
    readonly List<SavedChain> _chains = [];
    readonly Dictionary<(string, NftablesChain, Place), string> _names = [];

    SavedChains(NftablesRuleSet rules, IpFamily family) => (_rules, _family) = (rules, family);

    // Where packets go that a chain accepts, and whether it is certain that they come to it as they are.
    sealed record Place(string Accept, string? Doubt);

    public static IReadOnlyList<SavedChain> Of(NftablesRuleSet rules, IpFamily family)
    {
        var made = new SavedChains(rules, family);
        made.Hook("INPUT", "ingress", "prerouting", "input");
        made.Hook("FORWARD", "ingress", "prerouting", "forward", "postrouting");
        made.Hook("OUTPUT", "output", "postrouting");
        made.Translations();
        return made._chains;
    }

    string Word => _family is IpFamily.V4 ? "ip" : "ip6";

    void Hook(string name, params string[] hooks)
    {
        var own = name.ToLowerInvariant();
        var bases = _rules.At(Word, hooks).Where(chain => chain.Hook == own || MayRefuse(chain, [])).ToList();
        if (bases.Where(MayRefuse).ToList() is { Count: > 0 } refusing) bases = refusing;
        else if (bases.Count > 1) bases = [bases[^1]];

        var names = bases.Select((chain, at) => at == 0 ? name : NewName("filter", chain.Name)).ToList();
        if (bases.Count == 0) Add("filter", name, "ACCEPT", new($"hook {own}", 0, $"no chain at hook {own}", null));
        for (var at = 0; at < bases.Count; at++)
        {
            var (chain, isLast) = (bases[at], at == bases.Count - 1);
            var place = new Place(isLast ? "ACCEPT" : names[at + 1], DoubtOf(chain, own));
            var all = bases.Exists(one => one.IsDrop);
            var saved = Add("filter", names[at], at > 0 ? "-" : all ? "DROP" : "ACCEPT", Default(chain));
            var end = bases.Count == 1 && place.Doubt is null ? null : chain.IsDrop ? "DROP" : place.Accept;
            Fill(saved, chain, place, end);
            if (end is null) continue;
            var doubt = place.Doubt is { } why ? SavedWay.Unknown(why).Options : "";
            if (doubt is not "" && chain.IsDrop)
                saved.Lines.Add(new($"-A {names[at]}{doubt} -j DROP", "", Default(chain)));
            saved.Lines.Add(new($"-A {names[at]} -j {(doubt is "" ? end : place.Accept)}", "",
                Default(chain) with { IsDefault = isLast || chain.IsDrop }));
        }
    }

    bool MayRefuse(NftablesChain chain) => MayRefuse(chain, []);

    // Chains that can but let pass need not be followed.
    bool MayRefuse(NftablesChain chain, HashSet<NftablesChain> seen) =>
        seen.Add(chain) && (chain.IsDrop || chain.Rules.SelectMany(rule => rule.Field("expr")!.Value.Items)
            .Any(statement => statement.Only() switch
            {
                ("match" or "counter" or "log" or "limit" or "mangle", _) => false,
                ("accept" or "return" or "continue", _) => false,
                ("jump" or "goto", var to) => Called(chain, to) is { } called && MayRefuse(called, seen),
                _ => true,
            }));

    NftablesChain? Called(NftablesChain from, JsonElement to) =>
        _rules.Find(from.Family, from.Table, to.TextField("target") ?? "");

    static string? DoubtOf(NftablesChain chain, string hook) => chain.Hook == hook ? null
        : $"at hook {chain.Hook}, where addresses and interfaces may be others";

    static GivenRule Default(NftablesChain chain) =>
        new(chain.FullName, 0, $"chain {chain.FullName} {{ hook {chain.Hook} priority {chain.Priority}; "
            + $"policy {chain.Policy}; }}", null)
        { IsDefault = true };

    void Translations()
    {
        foreach (var hook in (string[])["PREROUTING", "OUTPUT", "POSTROUTING"])
        {
            var own = hook.ToLowerInvariant();
            var chains = _rules.Chains.Where(chain => chain.Type is "nat" && chain.Hook == own
                && (chain.Family == Word || chain.Family is "inet")).OrderBy(chain => chain.Priority).ToList();
            if (chains.Count == 0) continue;
            var saved = Add("nat", hook, "ACCEPT", Default(chains[0]));
            foreach (var chain in chains) Fill(saved, chain, new("ACCEPT", null), null);
        }
    }

    SavedChain Add(string table, string name, string policy, GivenRule given)
    {
        var chain = new SavedChain(table, name, policy, given);
        _chains.Add(chain);
        return chain;
    }

    string NewName(string table, string name)
    {
        var plain = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' ? c : '_'));
        if (plain.Length > 20) plain = plain[..20];
        var isFree = IsFree(plain) && plain.Any(char.IsAsciiLetterLower);   // no target's name is of small letters
        var free = plain;
        for (var i = 2; !isFree; i++) (free, isFree) = ($"{plain}-{i}x", IsFree($"{plain}-{i}x"));
        return free;

        bool IsFree(string one) => !_reserved.Contains((table, one)) && _reserved.Add((table, one));
    }

    readonly HashSet<(string, string)> _reserved = [];

    string NameOf(string table, NftablesChain chain, Place place)
    {
        if (_names.TryGetValue((table, chain, place), out var known)) return known;

        var name = _names[(table, chain, place)] = NewName(table, chain.Name);
        Fill(Add(table, name, "-", Default(chain)), chain, place, null);
        return name;
    }

    void Fill(SavedChain saved, NftablesChain chain, Place place, string? end)
    {
        var matches = new NftablesMatches(_rules.Sets, chain.Family, chain.Table);
        foreach (var rule in chain.Rules) Fill(saved, chain, rule, matches, place, end);
    }

    void Fill(
        SavedChain saved, NftablesChain chain, JsonElement rule, NftablesMatches matches, Place place, string? end)
    {
        var statements = rule.Field("expr")!.Value.Items;
        var words = NftablesWords.OfRule(statements);
        var given = new GivenRule($"{chain.FullName} handle {rule.Field("handle")?.Plain}", 0, words,
            rule.TextField("comment"));
        ImmutableArray<SavedWay> ways = [place.Doubt is { } doubt ? SavedWay.Unknown(doubt) : SavedWay.Always];
        if (chain.Family is "ip" or "ip6" && chain.Family != Word) return;

        foreach (var statement in statements)
        {
            var (name, value) = statement.Only();
            if (name is "vmap") Branch(value);
            else if (name is "match") Narrow(matches.WaysOf(statement), statement);
            else if (TargetsOf(saved.Table, chain, name, value, place, end) is { } targets)
            {
                foreach (var target in targets) Write(ways, target);
                return;
            }
            else if (name is not ("counter" or "log" or "mangle" or "notrack" or "ct helper" or "flow" or "continue"))
                Narrow([SavedWay.Unknown(NftablesWords.OfStatement(statement))], statement);
            if (name is "xt" or "queue" or "tproxy" or "fwd" or "synproxy") Write(ways, Anywhere);
        }

        Write(ways, "");

        void Narrow(ImmutableArray<SavedWay> next, JsonElement statement) =>
            ways = NftablesMatches.Product(ways, next)
                ?? NftablesMatches.Product(ways, [SavedWay.Unknown(NftablesWords.OfStatement(statement))]) ?? [];

        void Branch(JsonElement map)
        {
            var pairs = _rules.Sets.ElementsOf(map.Field("data") ?? default, chain.Family, chain.Table);
            if (pairs is null) Write(NftablesMatches.Product(ways, [SavedWay.Unknown(words)]) ?? [], Anywhere);
            foreach (var pair in pairs ?? [])
            {
                if (pair.Items is not [var key, var verdict]) continue;
                var value = NftablesSets.ValueOf(key);
                var branch = matches.WaysOf(map.Field("key") ?? default, value) is { } next
                    ? NftablesMatches.Product(ways, next) : null;
                branch ??= NftablesMatches.Product(ways, [SavedWay.Unknown(words)]);
                var (name, to) = verdict.Only();
                foreach (var target in TargetsOf(saved.Table, chain, name, to, place, end) ?? [])
                    Write(branch ?? [], target);
            }
        }

        void Write(ImmutableArray<SavedWay> those, string target)
        {
            var comment = given.Comment is { } said
                ? $" -m comment --comment {Words.InQuotes(VisibleText.Of(said))}" : "";
            foreach (var way in those.Where(way => way.Family is null || way.Family == _family))
            {
                saved.Lines.Add(new($"-A {saved.Name}{way.Print(_family)}{comment}{target}",
                    $"-A {saved.Name}{SavedWay.Unknown(words).Options}{comment}"
                        + (saved.Table is "nat" ? "" : target), given));
            }
        }
    }

    // Null for what is no verdict.
    string[]? TargetsOf(string table, NftablesChain chain, string name, JsonElement value, Place place, string? end) =>
        name switch
        {
            "accept" => [$" -j {place.Accept}"],
            "drop" => [" -j DROP"],
            "reject" => [" -j REJECT"],
            "return" => [end is null ? " -j RETURN" : $" -j {end}"],
            "jump" when Called(chain, value) is { } called => [$" -j {NameOf(table, called, place)}"],
            "goto" when Called(chain, value) is { } called => end is null
                ? [$" -g {NameOf(table, called, place)}"] : [$" -j {NameOf(table, called, place)}", $" -j {end}"],
            "dnat" or "snat" when table is "nat" && AddressOf(value) is { } to =>
                [name is "dnat" ? $" -j DNAT --to-destination {to}" : $" -j SNAT --to-source {to}"],
            "masquerade" when table is "nat" => [" -j MASQUERADE"],
            "redirect" when table is "nat" =>
                [value.Field("port")?.Plain is { } port ? $" -j REDIRECT --to-ports {port}" : " -j REDIRECT"],
            _ => null,
        };

    string? AddressOf(JsonElement value)
    {
        if (value.TextField("addr") is not { } address || !IpPrefix.TryParse(address, out var to)
            || to.Network.Family != _family)
            return null;
        return value.Field("port")?.Plain is not { } port ? address
            : _family is IpFamily.V4 ? $"{address}:{port}" : $"[{address}]:{port}";
    }
}
