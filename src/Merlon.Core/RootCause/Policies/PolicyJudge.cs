using System.Diagnostics;
using Merlon.Net;
using Merlon.RootCause.Logs;
using Merlon.Rules;
using Merlon.Rules.Sets;

namespace Merlon.RootCause.Policies;

/// <summary>Takes all the packets at once that a line of a log may be about through a policy, rule by rule.</summary>
/// <remarks>
/// Exact but for marks: they are not followed, so that rules which ask for one may match or not. Not safe for
/// concurrent use.
/// </remarks>
public sealed class PolicyJudge
{
    const int MostSteps = 1 << 14;   // chains may call each other many times over

    readonly IpFamily _family;
    readonly Hook _hook;
    readonly Table _table;
    readonly bool _isDefaultTold;
    readonly PacketSpace _space;
    readonly PolicyFunction _function;
    readonly Dictionary<LineKey, PolicyVerdict> _known = [];
    readonly Dictionary<Rule, (Chain Chain, int Place)> _places = new(ReferenceEqualityComparer.Instance);
    readonly Condition.Interface[] _interfaces;
    int _steps;

    /// <param name="rules">Of the policy; its filter table is what counts.</param>
    /// <param name="isDefaultTold">Whether the policies of its chains are known.</param>
    /// <exception cref="TooLargeException">The rules cannot be held as sets.</exception>
    public PolicyJudge(RuleSet rules, Hook hook, bool isDefaultTold)
    {
        (_family, _hook, _isDefaultTold) = (rules.Family, hook, isDefaultTold);
        _table = rules.TableNamed("filter") ?? new("filter", []);
        _space = new(_family, PolicyDiff.ConditionsOf(_table));
        _function = new(_space, _table, new(_space));
        _interfaces = [.. PolicyDiff.ConditionsOf(_table).SelectMany(condition => condition.Parts)
            .OfType<Condition.Interface>().Distinct()];
        foreach (var chain in _table.Chains)
        {
            for (var i = 0; i < chain.Rules.Length; i++) _places[chain.Rules[i]] = (chain, i);
        }
    }

    Diagram Sets => _space.Diagram;

    /// <summary>What the policy does to what is told; nothing where that is of the other family.</summary>
    /// <param name="isForwarded">The destination is where a port forward has led it.</param>
    public PolicyVerdict Judge(PacketFacts facts, bool isForwarded = false)
    {
        if (facts.Family is { } family && family != _family) return new([]);

        var key = KeyOf(facts, isForwarded);
        if (_known.TryGetValue(key, out var known)) return known;

        var (deciders, packets) = (new List<Decider>(), PacketsOf(facts, isForwarded));
        if (_table.ChainNamed(_hook.ChainName) is { } chain)
        {
            _steps = 0;
            packets = Walk(chain, packets, deciders);
            if (packets != Diagram.False)
                deciders.Add(new(null, chain.Line, _isDefaultTold ? RulingOf(chain.Policy) : null));
        }

        return _known[key] = new([.. deciders.Distinct()]);
    }

    /// <summary>Whether a rule speaks of all the packets that something is told of.</summary>
    public bool Covers(Rule rule, PacketFacts facts)
    {
        var packets = PacketsOf(facts, false);
        return Sets.And(packets, SetOf(rule)) == packets;
    }

    /// <summary>Whether a rule speaks of some of the packets that something is told of.</summary>
    public bool Meets(Rule rule, PacketFacts facts) => Sets.And(PacketsOf(facts, false), SetOf(rule)) != Diagram.False;

    /// <summary>Whether a rule speaks of all the packets that another speaks of.</summary>
    public bool Covers(Rule wide, Rule narrow)
    {
        var packets = SetOf(narrow);
        return Sets.And(packets, SetOf(wide)) == packets;
    }

    int SetOf(Rule rule)
    {
        var (chain, place) = _places[rule];
        return _function.SetOf(chain, place);
    }

    /// <summary>The rules of the hook's own chain.</summary>
    public IEnumerable<Rule> Rules => _table.ChainNamed(_hook.ChainName)?.Rules ?? [];

    /// <summary>The rules that stand in the same chain behind one.</summary>
    public IEnumerable<Rule> Behind(Rule rule)
    {
        var (chain, place) = _places[rule];
        return chain.Rules.Skip(place + 1);
    }

    /// <summary>The rules of the chains that one does not stand in.</summary>
    public IEnumerable<Rule> RulesElsewhere(Rule rule)
    {
        var own = _places[rule].Chain;
        return _table.Chains.Where(chain => !ReferenceEquals(chain, own) && (chain.Policy is null
            || chain.Name == _hook.ChainName)).SelectMany(chain => chain.Rules);
    }

    // No rule can tell packets of one class from each other, and there are few classes, whatever attackers write.
    LineKey KeyOf(PacketFacts facts, bool isForwarded)
    {
        return new(
            ClassOf(Field.Source, facts.Source is { } source ? AddressMask.RightAligned(source) : null),
            ClassOf(Field.SourcePort, facts.SourcePort),
            ClassOf(Field.Destination, facts.Destination is { } destination ? AddressMask.RightAligned(destination)
                : null),
            ClassOf(Field.DestinationPort, facts.DestinationPort),
            facts.Protocol, isForwarded, InterfacesOf(facts));

        UInt128? ClassOf(Field field, UInt128? value) => value is { } told ? _space.NumberOf(field, told) : null;
    }

    // For each that rules ask for: whether it is that one, or not told. Nothing comes from outside by the loopback.
    string InterfacesOf(PacketFacts facts) => string.Concat(_interfaces.Select(asked =>
        (asked.IsIn ? facts.InInterface : facts.OutInterface) is { } name
            ? InterfaceName.Matches(asked.Pattern, name) ? '1' : '0'
            : asked.Pattern is "lo" ? '0' : '?'));

    // Those that ask for a connection: what comes after them was let pass with them.
    int PacketsOf(PacketFacts facts, bool isForwarded)
    {
        var packets = Sets.And(_space.PossibleIn(_hook), _space.Alike(Field.State, (uint)ConnectionState.New));
        packets = Sets.And(packets, _space.Alike(Field.Fragment, 0));
        packets = Sets.And(packets, _space.Alike(Field.DestinationTranslated, isForwarded ? 1u : 0));
        Narrow(Field.Source, facts.Source is { } source ? AddressMask.RightAligned(source) : null);
        Narrow(Field.Destination, facts.Destination is { } destination ? AddressMask.RightAligned(destination) : null);
        Narrow(Field.Protocol, facts.Protocol is { IsNumbered: true } protocol ? (byte)protocol : null);
        NarrowPort(Field.SourcePort, facts.SourcePort);
        NarrowPort(Field.DestinationPort, facts.DestinationPort);
        foreach (var (asked, holds) in _interfaces.Zip(InterfacesOf(facts)))
        {
            var set = _space.SetOf(asked, _ => throw new UnreachableException());
            if (holds is not '?') packets = Sets.And(packets, holds is '1' ? set : Sets.Not(set));
        }

        return packets;

        // Where none is told it is any but 0, which is reserved (RFC 6335, 6).
        void NarrowPort(Field field, ushort? port)
        {
            Narrow(field, port);
            if (port is null && facts.Protocol is IpProtocol.Tcp or IpProtocol.Udp
                && _space.NumberOf(field, 0) != _space.NumberOf(field, 1))
                packets = Sets.And(packets, Sets.Not(_space.Alike(field, 0)));
        }

        void Narrow(Field field, UInt128? value)
        {
            if (value is { } told) packets = Sets.And(packets, _space.Alike(field, told));
        }
    }

    // Returns what comes back from the chain.
    int Walk(Chain chain, int packets, List<Decider> deciders)
    {
        var back = Diagram.False;
        for (var i = 0; i < chain.Rules.Length && packets != Diagram.False; i++)
        {
            if (++_steps > MostSteps)
            {
                deciders.Add(new(chain.Rules[i], chain.Rules[i].Line, null));
                return Diagram.False;
            }

            var met = Sets.And(packets, _function.SetOf(chain, i));
            if (met == Diagram.False) continue;

            var rule = chain.Rules[i];
            var (goesOn, returns) = Take(rule, met, deciders);
            packets = Sets.Or(Sets.And(packets, Sets.Not(met)), goesOn);
            back = Sets.Or(back, returns);
        }

        return Sets.Or(packets, back);
    }

    (int GoesOn, int Returns) Take(Rule rule, int met, List<Decider> deciders)
    {
        switch (rule.Target)
        {
            case Target.Nowhere:
                return (met, Diagram.False);
            case Target.Decide(var verdict):
                deciders.Add(new(rule, rule.Line, RulingOf(verdict)));
                return (Diagram.False, Diagram.False);
            case Target.Return:
                return (Diagram.False, met);
            case Target.Jump(var name):
                return (Walk(_table.ChainNamed(name)!, met, deciders), Diagram.False);
            case Target.Goto(var name):
                return (Diagram.False, Walk(_table.ChainNamed(name)!, met, deciders));
            case Target.Extension(_, Effect.Decide(var verdict)):
                deciders.Add(new(rule, rule.Line, RulingOf(verdict)));
                return (Diagram.False, Diagram.False);
            case Target.Extension(_, Effect.Unknown):
                deciders.Add(new(rule, rule.Line, null));
                return (met, Diagram.False);
            case Target.Extension:
                return (met, Diagram.False);
            default:
                throw new UnreachableException();
        }
    }

    static Ruling RulingOf(Verdict? verdict) =>
        (verdict ?? Verdict.Accept) is Verdict.Accept ? Ruling.Allowed : Ruling.Denied;

    readonly record struct LineKey(
        UInt128? Source, UInt128? SourcePort, UInt128? Destination, UInt128? DestinationPort, IpProtocol? Protocol,
        bool IsForwarded, string Interfaces);
}
