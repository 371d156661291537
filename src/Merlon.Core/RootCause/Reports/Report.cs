using System.Collections.Immutable;
using Merlon.Net;
using Merlon.RootCause.Causes;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Policies;

namespace Merlon.RootCause.Reports;

/// <summary>What an incident was, why it could be, and what to do, each sentence with its evidence.</summary>
public sealed record Report
{
    /// <summary>The names of the causes, or of an abstention.</summary>
    public required IReadOnlyList<string> Answer { get; init; }

    public required Claim Issue { get; init; }

    public required ImmutableArray<CauseReport> Causes { get; init; }

    /// <summary>Of all fixes at once; null for fewer than two.</summary>
    public required Claim? Together { get; init; }

    /// <summary>What is no cause, and belongs to the picture.</summary>
    public required ImmutableArray<Claim> Factors { get; init; }

    /// <summary>What is unusual, and no sign of an attack by itself.</summary>
    public required ImmutableArray<Claim> Oddities { get; init; }

    public required ImmutableArray<TimelineEntry> Timeline { get; init; }

    /// <summary>From the first event that was read to the last; null where no log tells times.</summary>
    public (DateTime First, DateTime Last)? Span { get; init; }

    public required ImmutableArray<Ip> Attackers { get; init; }
    public required ImmutableArray<Ip> Victims { get; init; }

    /// <summary>What the operator calls the hosts that were hit.</summary>
    public required ImmutableArray<string> Assets { get; init; }

    /// <summary>Names of users under which attackers were let in; theirs to choose, and so to be escaped.</summary>
    public required ImmutableArray<string> Users { get; init; }

    /// <summary>What the logs do not tell, and which data would.</summary>
    public required ImmutableArray<Claim> Unknowns { get; init; }

    /// <summary>Of the reading: clocks set right, lines that were no lines.</summary>
    public required ImmutableArray<string> Notes { get; init; }

    /// <summary>Of ATT&amp;CK; each once.</summary>
    public required ImmutableArray<ShownTechnique> Techniques { get; init; }

    public required ImmutableArray<string> LogNames { get; init; }

    /// <summary>Null where none were given.</summary>
    public required PolicyText? Rules { get; init; }

    internal string RulePlace(int line) => $"{Rules!.PlaceOf(line)}";

    /// <summary>How often the logs hold what steers a reader rather than tells him something.</summary>
    public required ImmutableArray<Claim> Injections { get; init; }

    /// <summary>What others made of it, beside all that it says itself.</summary>
    public ImmutableArray<Telling> Tellings { get; init; } = [];

    public IEnumerable<Claim> Claims =>
        [Issue, .. Causes.SelectMany(cause => cause.Claims), .. Together is { } all ? [all] : (Claim[])[],
            .. Factors, .. Oddities, .. Timeline.Select(entry => entry.Claim),
            .. Techniques.Select(shown => shown.Claim), .. Unknowns, .. Injections];

    /// <summary>The fixes, by the numbers that claims name them by.</summary>
    public IEnumerable<Change> Changes => Causes.Select(cause => cause.Fix.Change)
        .Concat(AllAtOnce is { } all ? [all] : []);

    /// <summary>All fixes as one change; null for fewer than two, and where they do not stand together.</summary>
    public required Change? AllAtOnce { get; init; }

    /// <summary>The report without some of its claims.</summary>
    public Report Without(IReadOnlySet<Claim> wrong)
    {
        return this with
        {
            Causes = [.. Causes.Select(cause => cause with { Claims = Kept(cause.Claims) })],
            Factors = Kept(Factors),
            Oddities = Kept(Oddities),
            Timeline = [.. Timeline.Where(entry => !wrong.Contains(entry.Claim))],
            Techniques = [.. Techniques.Where(shown => !wrong.Contains(shown.Claim))],
            Unknowns = Kept(Unknowns),
            Injections = Kept(Injections),
            Together = Together is { } all && wrong.Contains(all) ? null : Together,
            Issue = wrong.Contains(Issue) ? new("what happened could not be looked up again", []) : Issue,
        };

        ImmutableArray<Claim> Kept(ImmutableArray<Claim> claims) => [.. claims.Where(claim => !wrong.Contains(claim))];
    }

    /// <summary>The lines that claims name.</summary>
    public IReadOnlySet<LogPlace> Cited => Claims.SelectMany(claim => claim.Evidence).SelectMany(one => one switch
    {
        Assertion.Tells(var place, _, _) => [place],
        Assertion.Counts(_, var places) => places,
        Assertion.Follows(var earlier, var later) => [earlier, later],
        Assertion.Decides(var place, _, _) => [place],
        _ => (IEnumerable<LogPlace>)[],
    }).ToHashSet();
}

/// <param name="Confidence">high, medium or low, by <see cref="Confidences"/>.</param>
public sealed record CauseReport(CauseKind Kind, string Confidence, string Why, ImmutableArray<Claim> Claims, Fix Fix)
{
    public string Name => Kind.Name;
}

/// <param name="Phase">probe, admitted, login, transfer, payload, outbound, lateral, flood.</param>
public sealed record TimelineEntry(DateTime? At, string Phase, Claim Claim)
{
    /// <summary>When the last of several lines happened.</summary>
    public DateTime? Until { get; init; }
}

/// <summary>A change of the rules that was tried, and what it would have done.</summary>
/// <param name="Diff">Lines of the rules, with - before those that go and + before those that come.</param>
/// <param name="Rollback">The same, back.</param>
/// <param name="Effects">Of each line of the logs that tells of a connection.</param>
/// <param name="Packets">All packets whose verdict changes, in words.</param>
/// <param name="Anomalies">That it adds to the rules; none where there was a way without.</param>
public sealed record Fix(
    Change Change, ImmutableArray<string> Diff, ImmutableArray<string> Rollback, ImmutableArray<LineEffect> Effects,
    ImmutableArray<string> Packets, ImmutableArray<string> Anomalies)
{
    public int NewlyRefused => Effects.Count(effect => effect is { Before: not Ruling.Denied, After: Ruling.Denied });
}

/// <summary>
/// What was done with what a line tells of, and what the changed rules would do; null where none tells.
/// </summary>
public sealed record LineEffect(LogPlace Place, Ruling? Before, Ruling? After);
