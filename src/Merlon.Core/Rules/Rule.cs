using System.Collections.Immutable;
using Merlon.Net;

namespace Merlon.Rules;

/// <summary>A value that may stand behind <c>!</c>.</summary>
public readonly record struct Negatable<T>(T Value, bool IsNegated = false);

/// <summary>Which packets, and what happens to them.</summary>
public sealed record Rule
{
    public Negatable<AddressMask>? Source { get; init; }
    public Negatable<AddressMask>? Destination { get; init; }

    /// <summary>A name, or its beginning and <c>+</c>.</summary>
    public Negatable<string>? InInterface { get; init; }
    public Negatable<string>? OutInterface { get; init; }

    public Negatable<IpProtocol>? Protocol { get; init; }

    /// <summary><c>-f</c>, true: fragments but the first; <c>! -f</c>, false: all others.</summary>
    public bool? Fragment { get; init; }

    public ImmutableArray<Match> Matches { get; init; } = [];

    public Target Target { get; init; } = Target.None;

    public Counters? Counters { get; init; }

    /// <summary>Where it was read, from 1, or its place among those that were made with it; 0 for one alone.</summary>
    public int Line { get; init; }

    /// <summary>Why it is there: the comment above it; null when there is none.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// A comment for any firewall's text: its reason, or else what <c>-m comment</c> says; empty for neither.
    /// </summary>
    public string Remark
    {
        get
        {
            var comment = Matches.FirstOrDefault(match => match.Use.Name is "comment");
            var said = Reason ?? comment?.Use.Options[0].Words[0];
            return said is null ? "" : CommentText.Of(said);
        }
    }

    /// <summary>The packets that it speaks about.</summary>
    public Condition Condition =>
        Addressed(Field.Source, Source)
        & Addressed(Field.Destination, Destination)
        & Through(true, InInterface)
        & Through(false, OutInterface)
        & (Protocol is { } protocol
            ? Condition.Is(Field.Protocol, (byte)protocol.Value).NegatedIf(protocol.IsNegated)
            : Condition.Everything)
        & (Fragment is { } isFragment ? Condition.Is(Field.Fragment, isFragment ? 1u : 0) : Condition.Everything)
        & Condition.All(Matches.Select(match => match.Condition));

    static Condition Addressed(Field field, Negatable<AddressMask>? addresses) =>
        addresses is { } given
            ? Condition.Masked(field, given.Value.Bits, given.Value.Mask).NegatedIf(given.IsNegated)
            : Condition.Everything;

    static Condition Through(bool isIn, Negatable<string>? pattern) =>
        pattern is { } given
            ? Condition.Through(isIn, given.Value).NegatedIf(given.IsNegated)
            : Condition.Everything;
}

/// <summary>One option with its values, as iptables-save writes it.</summary>
/// <param name="Name">With its dashes.</param>
public sealed record OptionUse(string Name, bool IsNegated, ImmutableArray<string> Words);

/// <summary>An extension of iptables with the options given to it, in the order in which they are printed.</summary>
public sealed record ExtensionUse(string Name, ImmutableArray<OptionUse> Options);

/// <summary><c>-m NAME</c>, and what it means.</summary>
public sealed record Match(ExtensionUse Use, Condition Condition);
