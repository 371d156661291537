using Merlon.Net;
using Merlon.Rules.Meaning;

namespace Merlon.Rules.Lint;

/// <summary>The anomalies of a small policy by their definitions, found by trying every kind of packet.</summary>
sealed class BruteForce(Table table)
{
    readonly Dictionary<int, HashSet<Packet>> _met = Met(table);

    readonly Dictionary<int, HashSet<Packet>> _matched = [];

    public IEnumerable<(Anomaly, int)> Anomalies()
    {
        foreach (var chain in table.Chains)
        {
            var incoming = Incoming(chain);
            if (incoming.Count == 0)
            {
                yield return (Anomaly.UnreachableChain, 0);
                continue;
            }

            for (var i = 0; i < chain.Rules.Length; i++)
            {
                if (Decided(chain, i, incoming) is { } anomaly) yield return (anomaly, chain.Rules[i].Line);
                else if (IsOpen(chain.Rules[i], incoming)) yield return (Anomaly.OverPermissive, chain.Rules[i].Line);
                else if (CutsOff(chain, i, incoming)) yield return (Anomaly.CutsOff, chain.Rules[i].Line);
                foreach (var overlap in Overlaps(chain, i)) yield return (overlap, chain.Rules[i].Line);
            }
        }
    }

    Anomaly? Decided(Chain chain, int i, HashSet<Packet> incoming)
    {
        var rule = chain.Rules[i];
        var matched = Matched(rule);
        if (matched.Count == 0) return Anomaly.MatchesNothing;
        if (_met[rule.Line].Count > 0) return IsRedundant(chain, i, incoming) ? Anomaly.Redundant : null;

        matched = [.. matched.Intersect(incoming)];
        if (matched.Count == 0) return Anomaly.ShadowedTogether;
        var by = chain.Rules.Take(i).FirstOrDefault(earlier => Ends(earlier) && matched.IsSubsetOf(Matched(earlier)));
        if (by is null) return Anomaly.ShadowedTogether;
        return by.Target == rule.Target ? Anomaly.Redundant : Anomaly.Shadowed;
    }

    // Whether packets leave the chain the same way: a chain of its own returns where either policy would show.
    bool IsRedundant(Chain chain, int i, HashSet<Packet> incoming)
    {
        if (chain.Rules[i].Target is not (Target.Decide or Target.Return or Target.Extension(_, Effect.Decide)))
            return false;

        if (SparesWork(chain, i, [.. _met[chain.Rules[i].Line]])) return false;

        var without = chain with { Rules = chain.Rules.RemoveAt(i) };
        Verdict[] policies = chain.Policy is { } policy ? [policy] : [Verdict.Accept, Verdict.Drop];
        return policies.All(end => Decided(chain, end, incoming).SequenceEqual(Decided(without, end, incoming)));
    }

    // Whether a packet would come to a LOG that it is now kept from, here or in a chain that is called.
    bool SparesWork(Chain chain, int i, HashSet<Packet> left)
    {
        foreach (var rule in chain.Rules.Skip(i + 1))
        {
            var called = Reach.CalledBy(rule) is { } name ? table.ChainNamed(name) : null;
            var works = !Ends(rule) || called?.Rules.Any(inner => !Ends(inner)) == true;
            if (works && left.Overlaps(Matched(rule))) return true;
            if (Ends(rule) && rule.Target is not Target.Jump) left.ExceptWith(Matched(rule));
        }

        return false;
    }

    IEnumerable<Verdicts> Decided(Chain chain, Verdict end, HashSet<Packet> packets)
    {
        var alone = chain with { Name = "FORWARD", Policy = end };
        var walk = new PacketWalk(table with { Chains = table.Chains.RemoveAt(0).Add(alone) });
        return packets.Select(packet => walk.Decide(packet, Hook.Forward));
    }

    // Whether there are a protocol and an interface over which every source reaches every port.
    bool IsOpen(Rule rule, HashSet<Packet> incoming) => IsAccept(rule) && SmallPolicy.All
        .Where(packet => packet is { State: ConnectionState.New, IsFragment: false, InInterface: not "lo" })
        .Where(packet => packet.Protocol is IpProtocol.Tcp or IpProtocol.Udp)
        .GroupBy(packet => (packet.Protocol, packet.InInterface))
        .Any(kind => kind.All(packet => incoming.Contains(packet) && Matched(rule).Contains(packet))
            && kind.Any(_met[rule.Line].Contains));

    // No rule looks at destinations: a packet to the protected address is treated as every other.
    bool CutsOff(Chain chain, int i, HashSet<Packet> incoming)
    {
        if (!IsVerdict(chain.Rules[i]) || IsAccept(chain.Rules[i])) return false;

        HashSet<Packet> to = [.. Coming(chain, i, incoming).Where(packet => packet.State is ConnectionState.New)];
        var protectedSource = AddressMask.RightAligned(SmallPolicy.Protected);
        HashSet<Packet> from = [.. to.Where(packet => packet.Source == protectedSource)];
        return ((HashSet<Packet>[])[from, to]).Any(all => all.Count > 0 && all.IsSubsetOf(Matched(chain.Rules[i])));
    }

    // The packets that meet another verdict when another rule stands in this one's place, and takes them all.
    IEnumerable<Packet> Coming(Chain chain, int i, HashSet<Packet> incoming)
    {
        var (accepted, dropped) = (With(Verdict.Accept), With(Verdict.Drop));
        return incoming.Zip(accepted.Zip(dropped)).Where(one => one.Second.First != one.Second.Second)
            .Select(one => one.First);

        IEnumerable<Verdicts> With(Verdict verdict)
        {
            var taker = new Rule { Target = new Target.Decide(verdict) };
            return Decided(chain with { Rules = [.. chain.Rules.Take(i), taker] }, Verdict.Accept, incoming);
        }
    }

    IEnumerable<Anomaly> Overlaps(Chain chain, int i)
    {
        var rule = chain.Rules[i];
        if (!IsVerdict(rule) || _met[rule.Line].Count == 0) yield break;

        var (isCorrelated, isGeneral) = (false, false);
        var matched = Matched(rule);
        foreach (var earlier in chain.Rules.Take(i))
        {
            if (!IsVerdict(earlier) || _met[earlier.Line].Count == 0 || IsAccept(earlier) == IsAccept(rule)) continue;
            var other = Matched(earlier);
            if (!matched.Overlaps(other) || matched.IsSubsetOf(other)) continue;
            if (other.IsSubsetOf(matched)) isGeneral = true;
            else isCorrelated = true;
        }

        if (isCorrelated) yield return Anomaly.Correlated;
        if (isGeneral) yield return Anomaly.Generalizes;
    }

    HashSet<Packet> Incoming(Chain chain) => chain.Policy is not null
        ? [.. SmallPolicy.All]
        : [.. table.Chains.SelectMany(other => other.Rules)
            .Where(rule => Reach.CalledBy(rule) == chain.Name)
            .SelectMany(rule => _met[rule.Line])];

    static bool Ends(Rule rule) => rule.Target is not Target.Extension(_, Effect.Continue);

    static bool IsVerdict(Rule rule) => rule.Target is Target.Decide or Target.Extension(_, Effect.Decide);

    static bool IsAccept(Rule rule) => rule.Target is Target.Decide(Verdict.Accept);

    HashSet<Packet> Matched(Rule rule)
    {
        if (_matched.TryGetValue(rule.Line, out var known)) return known;
        var condition = rule.Condition;
        return _matched[rule.Line] = [.. SmallPolicy.All.Where(packet => condition.Holds(packet) == true)];
    }

    static Dictionary<int, HashSet<Packet>> Met(Table table)
    {
        var met = table.Chains.SelectMany(chain => chain.Rules)
            .ToDictionary(rule => rule.Line, _ => new HashSet<Packet>());
        var walk = new PacketWalk(table);
        foreach (var packet in SmallPolicy.All)
        {
            foreach (var step in walk.Explain(packet, Hook.Forward).Steps)
            {
                if (step.Rule is { } rule) met[rule.Line].Add(packet);
            }
        }

        return met;
    }
}
