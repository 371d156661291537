using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules.Sets;

namespace Merlon.Rules.Lint;

/// <summary>Takes out of a table the rules without which every packet meets the same verdict.</summary>
/// <remarks>Rules that log, count, mark, jump or hang on state stay if any packet meets them.</remarks>
public static class Cleaner
{
    /// <returns>The table without them, and what went, in order.</returns>
    /// <exception cref="TooLargeException">The rules cannot be held as sets.</exception>
    public static (Table Cleaned, ImmutableArray<Rule> Removed) Clean(IpFamily family, Table table)
    {
        var (met, unmet) = Without(table, new Reach(family, table, []), IsNeverMet);
        var reach = new Reach(family, met, []);
        var (cleaned, redundant) = WithoutRedundant(met, reach);
        ImmutableArray<Rule> removed = [.. unmet.Concat(redundant).OrderBy(rule => rule.Line)];
        return (cleaned, removed);
    }

    // Chains that nothing comes to are left as they are: something may be about to use them.
    static bool IsNeverMet(Reach reach, Chain chain, int rule) =>
        reach.To(chain) != Diagram.False && !reach.IsMet(chain, rule);

    static (Table, List<Rule>) Without(Table table, Reach reach, Func<Reach, Chain, int, bool> goes)
    {
        var removed = new List<Rule>();
        var chains = table.Chains.Select(chain =>
        {
            var places = Enumerable.Range(0, chain.Rules.Length).ToLookup(rule => goes(reach, chain, rule));
            removed.AddRange(places[true].Select(rule => chain.Rules[rule]));
            return chain with { Rules = [.. places[false].Select(rule => chain.Rules[rule])] };
        });
        return (table with { Chains = [.. chains] }, removed);
    }

    // Called chains first, each from its last rule up: what stands behind a rule is then what will stand there.
    static (Table, List<Rule>) WithoutRedundant(Table table, Reach reach)
    {
        var gone = new HashSet<(string, int)>();
        var diagram = reach.Space.Diagram;
        foreach (var chain in Reach.CallersFirst(table).Reverse())
        {
            if (reach.To(chain) == Diagram.False) continue;

            var rest = Reach.End(chain);
            for (var i = chain.Rules.Length - 1; i >= 0; i--)
            {
                var rule = chain.Rules[i];
                if (Removal.IsVerdict(rule) && Removal.ChangesNothing(reach, chain, i, rest, IsGone))
                    gone.Add((chain.Name, i));
                else rest = diagram.Choose(reach.Function.SetOf(chain, i), reach.Taken(chain, i, rest), rest);
            }

            reach.Function.Override(chain, rest);
            bool IsGone(int rule) => gone.Contains((chain.Name, rule));
        }

        return Without(table, reach, (_, chain, rule) => gone.Contains((chain.Name, rule)));
    }
}
