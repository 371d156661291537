using System.Collections.Immutable;

namespace Merlon.Scenarios;

/// <summary>The right answer to a scenario, and what of its logs it rests on.</summary>
public sealed record Expected
{
    /// <summary>The ids of the causes, or the one of an abstention.</summary>
    public required ImmutableSortedSet<string> Answer { get; init; }

    /// <summary>Why the evidence is insufficient.</summary>
    public string? Reason { get; init; }

    public required ImmutableArray<ExpectedCause> Causes { get; init; }
    public required ImmutableArray<string> Attackers { get; init; }
    public required ImmutableArray<string> Victims { get; init; }

    /// <summary>The lines that a fix must not break.</summary>
    public required ImmutableArray<LinePlace> Legitimate { get; init; }

    public required ImmutableArray<LinePlace> Attack { get; init; }
}
