using System.Collections.Immutable;
using Merlon.Context;
using Merlon.RootCause.Chains;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Policies;

namespace Merlon.RootCause.Causes;

/// <summary>What happened, and why, as far as logs and rules tell.</summary>
/// <param name="Open">Steps of which the cause is not found, and why not; a step that is null is not in the
/// logs.</param>
public sealed record Diagnosis(
    LogBook Book, Policy? Policy, IReadOnlyList<Session> Sessions, IReadOnlyList<AttackStep> Steps,
    ImmutableArray<Cause> Causes, ImmutableArray<(AttackStep? Step, Undecided Why)> Open)
{
    /// <summary>What the operator says of the site.</summary>
    public SiteContext Context { get; init; } = SiteContext.None;

    /// <summary>All fixes as one change that was tried; null for fewer than two, and where they do not stand.</summary>
    public Change? Together { get; init; }

    /// <summary>The names of the causes, or the one of an abstention.</summary>
    public IReadOnlySet<string> Answer => new SortedSet<string>(
        Causes.Length > 0 ? Causes.Select(cause => cause.Kind.Name)
            : [Open.Length > 0 ? "insufficient-evidence" : "no-incident"], StringComparer.Ordinal);
}
