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
    const int MostKnown = 1 << 16;   // attackers write lines

    readonly IpFamily _family;
    readonly Hook _hook;
    readonly Table _table;
    readonly bool _isDefaultTold;
    readonly PacketSpace _space;
    readonly PolicyFunction _function;
    readonly Dictionary<LineKey, PolicyVerdict> _known = [];

    /// <param name="rules">Of the policy; its filter table is what counts.</param>
    /// <param name="isDefaultTold">Whether the policies of its chains are known.</param>
    /// <exception cref="TooLargeException">The rules cannot be held as sets.</exception>
    public PolicyJudge(RuleSet rules, Hook hook, bool isDefaultTold)
    {
        (_family, _hook, _isDefaultTold) = (rules.Family, hook, isDefaultTold);
        _table = rules.TableNamed("filter") ?? new("filter", []);
        _space = new(_family, PolicyDiff.ConditionsOf(_table));
        _function = new(_space, _table, new(_space));
    }

    Diagram Sets => _space.Diagram;

    /// <summary>What the policy does to what a line tells of; nothing where that is of the other family.</summary>
    public PolicyVerdict Judge(LogEvent line)
    {
        if (line.Source?.Family is { } family && family != _family) return new([]);

        var key = new LineKey(line.Source, line.Destination, line.Protocol, line.SourcePort, line.DestinationPort);
        if (_known.TryGetValue(key, out var known)) return known;

        var (deciders, packets) = (new List<Decider>(), PacketsOf(key));
        if (_table.ChainNamed(_hook.ChainName) is { } chain)
        {
            packets = Walk(chain, packets, deciders);
            if (packets != Diagram.False) deciders.Add(new(null, _isDefaultTold ? RulingOf(chain.Policy) : null));
        }

        if (_known.Count >= MostKnown) _known.Clear();
        return _known[key] = new([.. deciders.Distinct()]);
    }

    // Those that ask for a connection: what comes after them was let pass with them.
    int PacketsOf(LineKey line)
    {
        var packets = Sets.And(_space.PossibleIn(_hook), _space.Alike(Field.State, (uint)ConnectionState.New));
        packets = Sets.And(packets, _space.Alike(Field.Fragment, 0));
        Narrow(Field.Source, line.Source is { } source ? AddressMask.RightAligned(source) : null);
        Narrow(Field.Destination, line.Destination is { } destination ? AddressMask.RightAligned(destination) : null);
        Narrow(Field.Protocol, line.Protocol is { IsNumbered: true } protocol ? (byte)protocol : null);
        NarrowPort(Field.SourcePort, line.SourcePort);
        NarrowPort(Field.DestinationPort, line.DestinationPort);
        return packets;

        // Where none is told it is any but 0, which is reserved (RFC 6335, 6).
        void NarrowPort(Field field, ushort? port)
        {
            Narrow(field, port);
            if (port is null && line.Protocol is IpProtocol.Tcp or IpProtocol.Udp
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
                deciders.Add(new(rule, RulingOf(verdict)));
                return (Diagram.False, Diagram.False);
            case Target.Return:
                return (Diagram.False, met);
            case Target.Jump(var name):
                return (Walk(_table.ChainNamed(name)!, met, deciders), Diagram.False);
            case Target.Goto(var name):
                return (Diagram.False, Walk(_table.ChainNamed(name)!, met, deciders));
            case Target.Extension(_, Effect.Decide(var verdict)):
                deciders.Add(new(rule, RulingOf(verdict)));
                return (Diagram.False, Diagram.False);
            case Target.Extension(_, Effect.Unknown):
                deciders.Add(new(rule, null));
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
        Ip? Source, Ip? Destination, IpProtocol? Protocol, ushort? SourcePort, ushort? DestinationPort);
}
