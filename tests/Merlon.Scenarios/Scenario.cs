using System.Collections.Immutable;

namespace Merlon.Scenarios;

/// <summary>Logs and rules as somebody would hand them over, and the right answer.</summary>
public sealed class Scenario
{
    public required string Id { get; init; }
    public required ulong Seed { get; init; }

    /// <summary>More than one where several causes make one incident.</summary>
    public required ImmutableArray<Variant> Variants { get; init; }

    public bool IsHeldOut => Variants.Any(variant => variant.IsHeldOut);

    public required ImmutableArray<TextFile> Logs { get; init; }
    public required ImmutableArray<TextFile> Rules { get; init; }

    /// <summary>Rules in the policy, over both families.</summary>
    public required int PolicySize { get; init; }

    public required ImmutableSortedSet<Impairment> Impairments { get; init; }

    public required Expected Expected { get; init; }

    /// <summary>The connections that the logs tell of, for a replay; in order of time.</summary>
    public required ImmutableArray<LoggedPacket> Replay { get; init; }

    /// <summary>All scenarios of a seed; the same texts for the same seed.</summary>
    public static IReadOnlyList<Scenario> All(ulong seed = 1) => Library.Make(seed);

    /// <summary>The scenarios that an engine may be built with.</summary>
    public static IEnumerable<Scenario> Development(ulong seed = 1) => All(seed).Where(scenario => !scenario.IsHeldOut);

    /// <summary>The scenarios that only judge.</summary>
    public static IEnumerable<Scenario> HeldOut(ulong seed = 1) => All(seed).Where(scenario => scenario.IsHeldOut);
}
