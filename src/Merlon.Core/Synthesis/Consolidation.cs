using System.Collections.Immutable;
using Merlon.Rules;
using Merlon.Synthesis.Cover;

namespace Merlon.Synthesis;

/// <summary>
/// All candidates at once: which of them cover the most alerts within the budget of harm, with the least harm, and with
/// the fewest rules (<see cref="CoverSolver"/>).
/// </summary>
sealed class Consolidation
{
    const long MostWork = 20_000_000;

    readonly List<Proposal> _candidates = [];
    readonly Dictionary<ulong, int> _places = [];   // of the candidates, by print
    readonly List<int> _selectors = [];   // their places
    int _standing;

    public int Count => _candidates.Count;

    /// <summary>One that stands. All of these come before the others.</summary>
    public void AddStanding(in Proposal proposal)
    {
        Add(proposal);
        _standing = _candidates.Count;
    }

    /// <summary>Of several with a print the first is kept.</summary>
    public void Add(in Proposal proposal)
    {
        if (!_places.TryAdd(proposal.Print, _candidates.Count)) return;

        if (proposal.Rule.Selector is not null) _selectors.Add(_candidates.Count);
        _candidates.Add(proposal);
    }

    /// <param name="groups">What is to be covered.</param>
    /// <param name="budget">Of honest visits that the rules may have dropped.</param>
    /// <param name="limit">Of rules.</param>
    /// <returns>The prints of those that are to stand, with how good that is.</returns>
    public (IReadOnlyDictionary<ulong, Proposal> Chosen, Choice Quality) Solve(
        IEnumerable<AlertGroup> groups, long budget, int limit)
    {
        var (weights, covers) = (ImmutableArray.CreateBuilder<long>(), new List<int>[_candidates.Count]);
        for (var i = 0; i < covers.Length; i++) covers[i] = [];
        var size = 1L;
        foreach (var group in groups)
        {
            var before = size;
            foreach (var candidate in Covering(group.Prints))
            {
                covers[candidate].Add(weights.Count);
                size++;
            }

            if (size > before) weights.Add(group.Count);
        }

        var candidates = _candidates.Select((one, i) => new CoverCandidate([.. covers[i]], one.Benign));
        var problem = new CoverProblem(weights.ToImmutable(), [.. candidates], budget, limit);
        var answer = CoverSolver.Solve(problem, MostWork / size, [.. Enumerable.Range(0, _standing)]);
        var chosen = answer.Taken.Select(i => _candidates[i]).ToDictionary(one => one.Print);
        return (chosen, new(_candidates.Count, limit, answer.Weight, answer.Bound, answer.IsOptimal));
    }

    IEnumerable<int> Covering(FlowPrints alert)
    {
        for (var atom = (Atom)0; atom < (Atom)Atoms.Count; atom++)
        {
            if (_places.TryGetValue(alert.Forward(atom), out var place) && _candidates[place].Rule.Covers(alert.Key))
                yield return place;
        }

        foreach (var place in _selectors)
        {
            if (alert.HasForward && _candidates[place].Rule.Covers(alert.Key)) yield return place;
        }
    }
}
