using Merlon.Flows;

namespace Merlon.Synthesis;

/// <summary>What a rule meets in the traffic: how much, and the first of it to show.</summary>
public sealed class Matches
{
    /// <summary>So many are kept to be shown; the rest are counted.</summary>
    public const int MostShown = 100;

    readonly List<Observation> _first = [];

    public long Count { get; private set; }

    /// <summary>Each five-tuple once.</summary>
    public IReadOnlyList<Observation> First => _first;

    /// <param name="observation">The first of so many of its five-tuple.</param>
    public void Add(in Observation observation, long count = 1)
    {
        Count += count;
        if (_first.Count < MostShown) _first.Add(observation);
    }
}
