using System.Collections.Immutable;
using Merlon.Net;

namespace Merlon.Rules.Syntax;

/// <summary>An option of an extension: its names, how often and beside what it may stand.</summary>
/// <param name="name">With its dashes, as iptables-save prints it.</param>
/// <param name="words">How many words follow it.</param>
/// <param name="fewest">How many do at least.</param>
abstract class Option(string name, int words, int fewest)
{
    public string Name => name;

    public int Words => words;

    public int FewestWords => fewest;

    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>Names that stand for the option and its words: <c>--syn</c>.</summary>
    public ImmutableArray<(string Name, ImmutableArray<string> Words)> Shorthands { get; init; } = [];

    /// <summary>The name that is printed, where it is another's: <c>--and-mark</c> comes out as a mask.</summary>
    public string? PrintedName { get; init; }

    /// <summary>The option that says the opposite, where that is printed instead of <c>!</c>.</summary>
    public string? Opposite { get; init; }

    /// <summary>
    /// The word with which it is printed although it was not given, empty for an option without one; null when it is
    /// not.
    /// </summary>
    public Func<GivenOptions, string?> Implied { get; init; } = _ => null;

    /// <summary>Whether <c>!</c> may stand before it.</summary>
    public bool IsNegatable { get; init; }

    public bool IsRequired { get; init; }

    public bool MayRepeat { get; init; }

    /// <summary>The built-in chains in which it can stand; none when in all.</summary>
    public ImmutableArray<string> Chains { get; init; } = [];

    /// <summary>Names of options that cannot stand beside it.</summary>
    public ImmutableArray<string> Excludes { get; init; } = [];

    /// <summary>Names of options without which it cannot stand.</summary>
    public ImmutableArray<string> Needs { get; init; } = [];

    /// <summary>Names of options, one of which must stand before it.</summary>
    public ImmutableArray<string> Follows { get; init; } = [];

    /// <returns>Null when the words make no sense; the problem then says why.</returns>
    public abstract ReadOption? Read(ReadOnlySpan<Word> given, bool isNegated, IpFamily family, out Problem problem);
}

/// <summary>An option whose words come to a value.</summary>
sealed class Option<T>(string name, ValueSyntax<T> syntax) : Option(name, syntax.Words, syntax.FewestWords)
{
    /// <summary>Whether it is not printed, since it says nothing (<c>--sport 0:65535</c>).</summary>
    public Func<T, bool> IsSilent { get; init; } = _ => false;

    /// <summary>The value, and whether it is negated, as they are printed where the same is said otherwise.</summary>
    public Func<T, bool, (T Value, bool IsNegated)> Restated { get; init; } = (value, isNegated) => (value, isNegated);

    public override ReadOption? Read(ReadOnlySpan<Word> given, bool isNegated, IpFamily family, out Problem problem)
    {
        if (!syntax.TryRead(given, family, out var value, out problem)) return null;
        return new ReadOption<T>(this, isNegated, value, isNegated || !IsSilent(value) ? Use(value, isNegated) : null);
    }

    OptionUse Use(T given, bool isGivenNegated)
    {
        var (value, isNegated) = Restated(given, isGivenNegated);
        return isNegated && Opposite is not null
            ? new(Opposite, false, syntax.Print(value))
            : new(PrintedName ?? Name, isNegated, syntax.Print(value));
    }
}

/// <summary>An option as it was given.</summary>
/// <param name="Printed">Null when it is not printed.</param>
abstract record ReadOption(Option Option, bool IsNegated, OptionUse? Printed);

sealed record ReadOption<T>(Option Option, bool IsNegated, T Value, OptionUse? Printed)
    : ReadOption(Option, IsNegated, Printed);

/// <summary>The options that one use of an extension was given.</summary>
sealed class GivenOptions(IReadOnlyList<ReadOption> options, IpFamily family)
{
    public IpFamily Family => family;

    public IReadOnlyList<ReadOption> All => options;

    public bool Has(Option option) => options.Any(given => given.Option == option);

    public bool Has(string name) => options.Any(given => given.Option.Name == name);

    /// <summary>The option's value; null when it was not given.</summary>
    public Negatable<T>? Find<T>(Option<T> option) =>
        options.FirstOrDefault(given => given.Option == option) is ReadOption<T> found
            ? new(found.Value, found.IsNegated)
            : null;

    /// <summary>
    /// A condition that nobody can decide from the packet alone: these options, word for word; everything when none of
    /// them was given.
    /// </summary>
    public Condition Undecidable(params Option[] undecidable)
    {
        var uses = options.Where(given => undecidable.Contains(given.Option) && given.Printed is not null)
            .Select(given => given.Printed!);
        return Rules.Condition.All(uses.Select(use => new Condition.Unknown(RuleWriter.Print(use))));
    }

    /// <summary>What the option says of packets; everything when it was not given.</summary>
    public Condition Condition<T>(Option<T> option, Func<T, Condition> meaning) =>
        Find(option) is { } found ? meaning(found.Value).NegatedIf(found.IsNegated) : Rules.Condition.Everything;
}
