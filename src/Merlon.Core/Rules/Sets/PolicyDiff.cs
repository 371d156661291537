using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules.Meaning;

namespace Merlon.Rules.Sets;

/// <summary>
/// Which packets meet another verdict under one table than under another. Conditions that stand in both word for word
/// are taken to hold of the same packets in both, unless they ask for state that other rules write, and other packets
/// may come to those now.
/// </summary>
public sealed class PolicyDiff
{
    const int Unequal = 1 << 6;   // beside the sets of verdicts before and after, three bits each

    readonly int _changes;

    PolicyDiff(PacketSpace space, int changes) => (Space, _changes) = (space, changes);

    public PacketSpace Space { get; }

    /// <summary>Whether no packet changes: a proof, since all were looked at.</summary>
    public bool IsEmpty => _changes == Diagram.False;

    /// <summary>How many boxes the changes come to; <see cref="long.MaxValue"/> for that many or more.</summary>
    public long CountBoxes() => Boxes.Count(Space, _changes);

    /// <summary>The packets that change, in boxes that do not overlap.</summary>
    public IEnumerable<Change> Changes() =>
        from found in Boxes.Of(Space, _changes)
        select new Change(found.Box, (Verdicts)(found.Constant >> 3), (Verdicts)(found.Constant & 7));

    /// <exception cref="TooLargeException">The tables differ in more ways than can be held.</exception>
    public static PolicyDiff Of(IpFamily family, Table old, Table @new, Hook hook) => Of(family, old, @new, [hook])[0];

    /// <param name="isStateKept">The same packets come to rules that write state in both tables.</param>
    /// <returns>One for each hook.</returns>
    /// <exception cref="TooLargeException">The tables differ in more ways than can be held.</exception>
    public static ImmutableArray<PolicyDiff> Of(
        IpFamily family, Table old, Table @new, IEnumerable<Hook> hooks, bool isStateKept = false)
    {
        var space = new PacketSpace(family, [.. ConditionsOf(old), .. ConditionsOf(@new)]);
        var (before, after, packets) = Functions(apart: null);
        if (!isStateKept)
        {
            var touched = WrittenState.TouchedBy(packets, old, before)
                .Concat(WrittenState.TouchedBy(packets, @new, after)).ToHashSet();
            if (touched.Count > 0) (before, after, packets) = Functions(rule => WrittenState.IsReadBy(rule, touched));
        }

        before.Limit(packets);
        after.Limit(packets);
        return [.. hooks.Select(hook => new PolicyDiff(space, Changes(space, before.Of(hook), after.Of(hook), hook)))];

        (PolicyFunction, PolicyFunction, int) Functions(Func<Rule, bool>? apart)
        {
            var unknowns = new UnknownBits(space, apart);
            var (one, other) = (new PolicyFunction(space, old, unknowns), new PolicyFunction(space, @new, unknowns));
            return (one, other, ChangedRules.Packets(space, (old, one), (@new, other)));
        }
    }

    /// <summary>What a table asks of packets: what a space for it must know.</summary>
    public static IEnumerable<Condition> ConditionsOf(Table table) =>
        table.Chains.SelectMany(chain => chain.Rules).Select(rule => rule.Condition);

    static int Changes(PacketSpace space, int before, int after, Hook hook)
    {
        if (before == after) return Diagram.False;   // most often, and then nothing else need be built

        var diagram = space.Diagram;
        var pairs = diagram.Combine(before, after, 1, PairOf);
        var either = diagram.Fold(pairs, space.FirstUnknown, Diagram.EndOfBits, 2, (a, b) => a | b);
        var changes = diagram.Map(either, 3, pair => (pair & Unequal) == 0 ? Diagram.False : pair & ~Unequal);
        return diagram.Choose(space.PossibleIn(hook), changes, Diagram.False);
    }

    static int PairOf(int before, int after) =>
        (before == after ? 0 : Unequal) | (int)VerdictsOf(before) << 3 | (int)VerdictsOf(after);

    /// <summary>The verdicts behind a constant of <see cref="PolicyFunction"/>.</summary>
    public static Verdicts VerdictsOf(int constant) =>
        constant == PolicyFunction.Unknown ? Verdicts.Any : VerdictSets.Alone((Verdict)constant);
}

/// <summary>Packets whose verdict changes, or may change.</summary>
public readonly record struct Change(Box Packets, Verdicts Before, Verdicts After);
