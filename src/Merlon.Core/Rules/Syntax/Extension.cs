using System.Collections.Immutable;
using Merlon.Net;

namespace Merlon.Rules.Syntax;

/// <summary>An extension of iptables: a match or a target, its options, and what they mean.</summary>
abstract class Extension(string name, params ImmutableArray<Option> options)
{
    public string Name => name;

    /// <summary>In the order in which they are printed.</summary>
    public ImmutableArray<Option> Options => options;

    /// <summary>Other names that <c>-m</c> takes.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>The only family that it is for; null when for both.</summary>
    public IpFamily? Family { get; init; }

    /// <summary>One of these must stand behind <c>-p</c>; none when any may.</summary>
    public ImmutableArray<IpProtocol> Protocols { get; init; } = [];

    /// <summary>Whether <c>-p</c> must stand before its options.</summary>
    public bool ProtocolComesFirst { get; init; }

    /// <summary>The only tables in which it can stand; none when in all.</summary>
    public ImmutableArray<string> Tables { get; init; } = [];

    /// <summary>The built-in chains in which, or below which, it can stand; none when in all.</summary>
    public ImmutableArray<string> Chains { get; init; } = [];

    /// <summary>Whether it says nothing without an option.</summary>
    public bool NeedsOption { get; init; }

    /// <summary>The options without any of which it says nothing; none when it does.</summary>
    public ImmutableArray<string> NeedsOneOf { get; init; } = [];

    /// <summary>The option behind which all others may stand anew; null when there is none.</summary>
    public Option? Separator { get; init; }

    /// <summary>What else is wrong with its options together, or with the rule around them.</summary>
    public Func<GivenOptions, Rule, Problem?> Check { get; init; } = (_, _) => null;
}

/// <summary><c>-m NAME</c>.</summary>
sealed class MatchExtension(string name, params ImmutableArray<Option> options) : Extension(name, options)
{
    /// <summary>Null when it depends on state or time, or is not modelled.</summary>
    public Func<GivenOptions, Condition>? Meaning { get; init; }
}

/// <summary><c>-j NAME</c>.</summary>
sealed class TargetExtension(string name, params ImmutableArray<Option> options) : Extension(name, options)
{
    public Func<GivenOptions, Effect> Effect { get; init; } = _ => Rules.Effect.None;
}
