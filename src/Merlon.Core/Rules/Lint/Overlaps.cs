using Merlon.Rules.Sets;

namespace Merlon.Rules.Lint;

/// <summary>A rule and earlier ones that decide otherwise on packets that both match.</summary>
/// <param name="Others">Places of the earlier rules in the chain.</param>
/// <param name="Shared">
/// Packets that the rule and the first of the others match, and that come to their chain where any such do.
/// </param>
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
            .Where(i => reach.IsMet(chain, i))
            .Select(i => (Place: i, Set: reach.May(chain, i)))
            .ToList();
        for (var later = 0; later < deciding.Count; later++)
        {
            var (correlated, exceptions) = (new List<int>(), new List<int>());
            var (place, set) = deciding[later];
            for (var earlier = 0; earlier < later; earlier++)
            {
                var other = deciding[earlier];
                if (AreAlike(chain.Rules[place], chain.Rules[other.Place])) continue;
                if (reach.AreFarApart(chain, place, other.Place)) continue;

                if (diagram.AreApart(set, other.Set) || diagram.IsWithin(set, other.Set)) continue;   // or shadowed
                (diagram.IsWithin(other.Set, set) ? exceptions : correlated).Add(other.Place);
            }

            if (correlated.Count > 0) yield return Found(Anomaly.Correlated, place, correlated);
            if (exceptions.Count > 0) yield return Found(Anomaly.Generalizes, place, exceptions);
        }

        Overlap Found(Anomaly anomaly, int place, List<int> others)
        {
            var shared = diagram.And(reach.May(chain, place), reach.May(chain, others[0]));
            var coming = diagram.And(shared, reach.To(chain));
            return new(anomaly, place, others, coming == Diagram.False ? shared : coming);
        }
    }

    static bool AreAlike(Rule one, Rule other) => IsAccept(one) == IsAccept(other);

    static bool IsAccept(Rule rule) => rule.Target is Target.Decide(Verdict.Accept);
}
