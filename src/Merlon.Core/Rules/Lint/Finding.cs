using System.Collections.Immutable;

namespace Merlon.Rules.Lint;

/// <summary>
/// What is odd about a rule. Shadowing, generalization, correlation and redundancy as Al-Shaer and Hamed define them
/// (Discovery of policy anomalies in distributed firewalls, INFOCOM 2004).
/// </summary>
public enum Anomaly : byte
{
    /// <summary>No packet at all can match it.</summary>
    MatchesNothing,

    /// <summary>Nothing ever comes to its chain.</summary>
    UnreachableChain,

    /// <summary>An earlier rule decides otherwise on everything that it matches.</summary>
    Shadowed,

    /// <summary>Earlier rules together leave it nothing.</summary>
    ShadowedTogether,

    /// <summary>Without it every packet would meet the same verdict.</summary>
    Redundant,

    /// <summary>It decides otherwise on some of what an earlier rule matches, and the other way round.</summary>
    Correlated,

    /// <summary>It is the general case to which earlier rules are exceptions.</summary>
    Generalizes,

    /// <summary>It lets new connections in from every address, to every port.</summary>
    OverPermissive,

    /// <summary>It takes all new packets from or to an address that must stay reachable.</summary>
    CutsOff,
}

/// <summary>Something odd about a rule, with what shows it.</summary>
/// <param name="Rule">Null when it is about the chain as a whole.</param>
/// <param name="Others">The other rules that it is about, in order.</param>
/// <param name="Witness">A packet that shows it; null when there is none by the finding's nature.</param>
/// <param name="Message">What is odd.</param>
/// <param name="Advice">What to change.</param>
public sealed record Finding(
    Anomaly Anomaly,
    string Chain,
    Rule? Rule,
    ImmutableArray<Rule> Others,
    Packet? Witness,
    string Message,
    string Advice)
{
    /// <summary>Of the rule, or of the chain's declaration.</summary>
    public required int Line { get; init; }

    /// <summary>Whether the policy does not do what its text says; else it is a matter of care or of style.</summary>
    public bool IsFault => Anomaly is not (Anomaly.Correlated or Anomaly.Generalizes);
}
