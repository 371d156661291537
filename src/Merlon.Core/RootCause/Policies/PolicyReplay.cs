using System.Collections.Immutable;
using Merlon.Net;
using Merlon.RootCause.Logs;
using Merlon.Rules;

namespace Merlon.RootCause.Policies;

/// <summary>
/// Takes what logs tell through a policy packet by packet, as a firewall would, limits of rate included. It judges what
/// others have found by way of packet sets, and has nothing of them.
/// </summary>
/// <remarks>
/// Where a port is not told, one packet goes for each run of ports that the rules tell apart. What comes must come in
/// order of time, since limits count it.
/// </remarks>
public sealed class PolicyReplay
{
    const int MostSteps = 1 << 16;

    readonly Policy _policy;
    readonly Hook _hook;
    readonly Dictionary<Rule, Step> _steps = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<IpFamily, ImmutableArray<PortForward>> _forwards = [];
    readonly Dictionary<IpFamily, ushort[]> _ports = [];
    readonly Dictionary<(IpFamily, bool), string[]> _interfaces = [];
    int _walked;

    public PolicyReplay(Policy policy)
    {
        (_policy, _hook) = (policy, policy.MainHook);
        foreach (var rules in policy.Families)
        {
            _forwards[rules.Family] = PortForward.Of(rules);
            _ports[rules.Family] = [.. PortsIn(rules)];
        }
    }

    // One of each run.
    static IEnumerable<ushort> PortsIn(RuleSet rules) =>
        (from table in rules.Tables
         from chain in table.Chains
         from rule in chain.Rules
         from part in rule.Condition.Parts
         from port in part switch
         {
             Condition.Bits(Field.DestinationPort, var value, _) => [(ushort)value, (ushort)(value + 1)],
             Condition.Between(Field.DestinationPort, var first, var last) => [(ushort)first, (ushort)(last + 1)],
             _ => (ushort[])[],
         }
         where port != 0
         select port).Append((ushort)1).Distinct();

    /// <summary>What becomes of what is told; null where that is not certain.</summary>
    public Ruling? Decide(PacketFacts facts, DateTime? at)
    {
        if (facts.Family is not { } family || _policy.Of(family) is not { } rules || facts.Destination is null)
            return null;

        var rulings = (from port in facts.DestinationPort is { } told ? [told] : _ports[family]
                       from @in in Interfaces(rules, isIn: true, facts.InInterface)
                       from @out in Interfaces(rules, isIn: false, facts.OutInterface)
                       let whole = facts with { DestinationPort = port, InInterface = @in, OutInterface = @out }
                       select Decide(rules, whole, at ?? default)).Distinct().ToList();
        return rulings is [var one] ? one : null;
    }

    // Where none is told: each that the rules ask for, and another; nothing comes from outside by the loopback.
    string[] Interfaces(RuleSet rules, bool isIn, string? told)
    {
        if (told is not null) return [told];
        if (_interfaces.TryGetValue((rules.Family, isIn), out var known)) return known;

        return _interfaces[(rules.Family, isIn)] =
        [
            .. (from table in rules.Tables
                from chain in table.Chains
                from rule in chain.Rules
                from part in rule.Condition.Parts.OfType<Condition.Interface>()
                where part.IsIn == isIn && part.Pattern is not "lo"
                select part.Pattern.TrimEnd('+')).Append("other").Distinct(),
        ];
    }

    Ruling? Decide(RuleSet rules, PacketFacts facts, DateTime at)
    {
        var inside = Inside(facts, out var isForwarded);
        var packet = new Packet
        {
            Family = rules.Family,
            Source = inside.Source is { } source ? AddressMask.RightAligned(source) : 0,
            Destination = AddressMask.RightAligned(inside.Destination!.Value),
            Protocol = inside.Protocol ?? IpProtocol.Tcp,
            SourcePort = inside.SourcePort ?? 40_000,
            DestinationPort = inside.DestinationPort!.Value,
            TcpFlags = 2,
            IcmpType = 8,
            IsDestinationTranslated = isForwarded,
            InInterface = facts.InInterface ?? "",
            OutInterface = facts.OutInterface ?? "",
        };
        if (rules.TableNamed("filter") is not { } table || table.ChainNamed(_hook.ChainName) is not { } chain)
            return null;

        _walked = 0;
        return Walk(table, chain, packet, inside.Source ?? default, at) switch
        {
            Fate.Accepted => Ruling.Allowed,
            Fate.Refused => Ruling.Denied,
            Fate.GoesOn when _policy.IsDefaultTold => chain.Policy is Verdict.Accept ? Ruling.Allowed : Ruling.Denied,
            Fate.GoesOn => Ruling.Denied,   // no rule that was given lets it in
            _ => null,
        };
    }

    PacketFacts Inside(PacketFacts facts, out bool isForwarded)
    {
        foreach (var forward in _forwards[facts.Family!.Value])
        {
            isForwarded = true;
            if (forward.Inside(facts) is { } inside) return inside;
        }

        isForwarded = _forwards[facts.Family!.Value].Any(forward => forward.HasLed(facts));
        return facts;
    }

    Fate Walk(Table table, Chain chain, in Packet packet, Ip source, DateTime at)
    {
        foreach (var rule in chain.Rules)
        {
            if (++_walked > MostSteps) return Fate.Unknown;

            var step = StepOf(rule);
            var holds = step.Condition.Holds(packet);
            if (holds is null) return Fate.Unknown;
            if (holds is false || !step.HasPlaceFor(source, at)) continue;

            var fate = Take(table, rule.Target, packet, source, at);
            if (fate is Fate.Returns) return Fate.GoesOn;
            if (fate is not Fate.GoesOn) return fate;
            if (rule.Target is Target.Goto) return Fate.GoesOn;
        }

        return Fate.GoesOn;
    }

    Fate Take(Table table, Target target, in Packet packet, Ip source, DateTime at) => target switch
    {
        Target.Decide(var verdict) => FateOf(verdict),
        Target.Return => Fate.Returns,
        Target.Jump(var name) => Walk(table, table.ChainNamed(name)!, packet, source, at),
        Target.Goto(var name) => Walk(table, table.ChainNamed(name)!, packet, source, at),
        Target.Extension(_, Effect.Decide(var verdict)) => FateOf(verdict),
        Target.Extension(_, Effect.Unknown) => Fate.Unknown,
        _ => Fate.GoesOn,
    };

    static Fate FateOf(Verdict verdict) => verdict is Verdict.Accept ? Fate.Accepted : Fate.Refused;

    Step StepOf(Rule rule)
    {
        if (_steps.TryGetValue(rule, out var known)) return known;

        var limit = rule.Matches.FirstOrDefault(match => match.Use.Name is "hashlimit")?.Use is { } use
            ? SourceLimit.Of(use.Options.FirstOrDefault(option => option.Name is "--hashlimit-upto")?.Words[0]) : null;
        var rest = limit is null ? rule
            : rule with { Matches = [.. rule.Matches.Where(match => match.Use.Name is not "hashlimit")] };
        return _steps[rule] = new(rest.Condition, limit);
    }

    sealed record Step(Condition Condition, SourceLimit? Limit)
    {
        readonly Dictionary<Ip, (double Left, DateTime At)> _tokens = [];

        // A bucket of tokens for each source, as the kernel's hashlimit has it.
        public bool HasPlaceFor(Ip source, DateTime at)
        {
            if (Limit is null) return true;

            var (left, last) = _tokens.GetValueOrDefault(source, (Limit.Count, at));
            left = Math.Min(Limit.Count, left + Math.Max(0, (at - last) / Limit.Each));
            _tokens[source] = (left >= 1 ? left - 1 : left, at > last ? at : last);
            return left >= 1;
        }
    }

    enum Fate
    {
        GoesOn,
        Accepted,
        Refused,
        Returns,
        Unknown,
    }
}
