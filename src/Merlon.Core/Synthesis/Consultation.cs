using System.Collections.Immutable;
using Merlon.Alerts;
using Merlon.Context;
using Merlon.Flows;
using Merlon.Rules;

namespace Merlon.Synthesis;

/// <summary>Alerts of one source, protocol and service.</summary>
/// <param name="Key">Of one of them.</param>
/// <param name="IsCovered">Whether a rule drops such a flow by now.</param>
public readonly record struct AlertedWay(FlowKey Key, long Alerts, DateTime Latest, bool IsCovered);

/// <summary>What became of a rule that a proposer proposed.</summary>
/// <param name="IsProven">Whether it may stand; it does where it covers what no other rule does.</param>
/// <param name="Why">In one line of Merlon's own words: what speaks against it, or what it brings.</param>
public sealed record Consideration(TrafficSelector Rule, bool IsProven, string Why);

/// <summary>What a proposer is shown of a situation, and where it hands its rules in.</summary>
/// <param name="ways">Those that rules are wanted for.</param>
/// <param name="standing">The rules in force, or about to be.</param>
public sealed class Consultation(
    Situation situation, ImmutableArray<AlertedWay> ways, ImmutableArray<DropRule> standing,
    Func<TrafficSelector, Consideration> consider)
{
    readonly List<Consideration> _considered = [];

    public AlertWindow Alerts => situation.Alerts;
    public BenignWindow Benign => situation.Benign;
    public Vantage Vantage => situation.Vantage;
    public SiteContext Context => situation.Context;
    public ImmutableArray<AlertedWay> Ways => ways;
    public ImmutableArray<DropRule> Standing => standing;

    /// <summary>Whether nothing more comes at all.</summary>
    public bool IsLast { get; init; }

    /// <summary>What was handed in so far.</summary>
    public IReadOnlyList<Consideration> Considered => _considered;

    /// <summary>Holds a rule to its proof; one that covers open alerts is in force then.</summary>
    public Consideration Consider(TrafficSelector rule)
    {
        var considered = consider(rule);
        _considered.Add(considered);
        return considered;
    }
}
