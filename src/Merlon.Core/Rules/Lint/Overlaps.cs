using Merlon.Net;
using Merlon.Rules.Sets;

namespace Merlon.Rules.Lint;

/// <summary>A rule and earlier ones that decide otherwise on packets that both match.</summary>
/// <param name="Others">Places of the earlier rules in the chain.</param>
/// <param name="Shared">Packets that the rule and the first of the others match.</param>
readonly record struct Overlap(Anomaly Anomaly, int Rule, IReadOnlyList<int> Others, int Shared);

/// <summary>
/// The pairs of rules of a chain that decide otherwise on the same packets: correlated when each also matches others,
/// a general case and its exception when one matches all that the other does.
/// </summary>
static class Overlaps
{
    public static IEnumerable<Overlap> Of(Chain chain, Reach reach)
    {
        var diagram = reach.Space.Diagram;
        var deciding = Enumerable.Range(0, chain.Rules.Length)
            .Where(i => chain.Rules[i].Target is Target.Decide or Target.Extension(_, Effect.Decide))
            .Where(i => reach.Hit(chain, i) != Diagram.False)
            .Select(i => (Place: i, Set: reach.May(chain, i), Hull: Hull.Of(chain.Rules[i])))
            .ToList();
        for (var later = 0; later < deciding.Count; later++)
        {
            var (correlated, exceptions) = (new List<int>(), new List<int>());
            var (place, set, hull) = deciding[later];
            for (var earlier = 0; earlier < later; earlier++)
            {
                var other = deciding[earlier];
                if (AreAlike(chain.Rules[place], chain.Rules[other.Place]) || hull.IsApartFrom(other.Hull)) continue;

                var shared = diagram.And(set, other.Set);
                if (shared == Diagram.False || shared == set) continue;   // apart, or shadowed
                (shared == other.Set ? exceptions : correlated).Add(other.Place);
            }

            if (correlated.Count > 0) yield return Found(Anomaly.Correlated, place, correlated);
            if (exceptions.Count > 0) yield return Found(Anomaly.Generalizes, place, exceptions);
        }

        Overlap Found(Anomaly anomaly, int place, List<int> others) =>
            new(anomaly, place, others, diagram.And(reach.May(chain, place), reach.May(chain, others[0])));
    }

    static bool AreAlike(Rule one, Rule other) => IsAccept(one) == IsAccept(other);

    static bool IsAccept(Rule rule) => rule.Target is Target.Decide(Verdict.Accept);

    /// <summary>Ranges that hold all that a rule matches: most pairs are apart in one of them.</summary>
    readonly record struct Hull(
        (UInt128 First, UInt128 Last) Source, (UInt128 First, UInt128 Last) Destination, IpProtocol? Protocol)
    {
        public static Hull Of(Rule rule) => new(
            RangeOf(rule.Source), RangeOf(rule.Destination),
            rule.Protocol is { IsNegated: false } protocol ? protocol.Value : null);

        public bool IsApartFrom(in Hull other) =>
            AreApart(Source, other.Source) || AreApart(Destination, other.Destination)
            || (Protocol is { } one && other.Protocol is { } two && one != two);

        static bool AreApart((UInt128 First, UInt128 Last) one, (UInt128 First, UInt128 Last) other) =>
            one.Last < other.First || other.Last < one.First;

        static (UInt128 First, UInt128 Last) RangeOf(Negatable<AddressMask>? addresses)
        {
            if (addresses is not { IsNegated: false, Value: { Length: >= 0 } block }) return (0, UInt128.MaxValue);
            var all = UInt128.MaxValue >> (128 - block.Family.Bits);
            return (block.Bits, block.Bits | (all & ~block.Mask));
        }
    }
}
