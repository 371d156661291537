using Merlon.Synthesis.Evidence;

namespace Merlon.Synthesis;

/// <summary>What was counted to bound the harm of a rule.</summary>
public enum Ground : byte
{
    /// <summary>Honest visits to the site, and those of them that the rule would have dropped.</summary>
    Visits,

    /// <summary>Different asks of a host (source, protocol, port) in vain; a hit would be one that is served.</summary>
    Asks,

    /// <summary>Clients of the site in each round, and those of them that were new to the service.</summary>
    Newcomers,
}

/// <summary>What a bound rests on: so many hits among so much that was seen.</summary>
/// <param name="Risk">The bound may be broken with this chance, since so many rules were looked at.</param>
/// <param name="Next">Of newcomers: so many clients come in a round; else 0.</param>
public sealed record Grounds(Ground Ground, long Hits, long Seen, double Risk, long Next = 0)
{
    /// <summary>No larger share of the honest visits to come is dropped, 0 to 1.</summary>
    public double Bound { get; } = Ground is Ground.Newcomers
        ? Binomial.UpperBoundToCome(Hits, Seen, Next, Risk)
        : Binomial.UpperBound(Hits, Seen, Risk);
}
