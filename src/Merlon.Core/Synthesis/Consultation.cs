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
/// <param name="consider">Judges a rule, and puts it in force if it is told to.</param>
public sealed class Consultation(
    Situation situation, ImmutableArray<AlertedWay> ways, ImmutableArray<DropRule> standing,
    Func<TrafficSelector, bool, Consideration> consider)
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

    /// <summary>Whether rules that are proven come into force; else they are only judged.</summary>
    public bool HasEffect { get; private init; } = true;

    /// <summary>The same situation, in which rules are judged and no more.</summary>
    public Consultation WithoutEffect() =>
        new(situation, ways, standing, consider) { IsLast = IsLast, HasEffect = false };

    /// <summary>Holds a rule to its proof.</summary>
    public Consideration Consider(TrafficSelector rule)
    {
        var considered = consider(rule, HasEffect);
        _considered.Add(considered);
        return considered;
    }
}
