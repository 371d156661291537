using System.Collections.Immutable;
using Merlon.Net;

namespace Merlon.Rules.Syntax;

/// <summary>How a value of one kind is written.</summary>
abstract class ValueSyntax<T>
{
    public virtual int Words => 1;

    public virtual int FewestWords => Words;

    public abstract bool TryRead(ReadOnlySpan<Word> words, IpFamily family, out T value, out Problem problem);

    /// <summary>The value's canonical words.</summary>
    public abstract ImmutableArray<string> Print(T value);
}

/// <summary>A value in one word.</summary>
/// <param name="read">What the word says, or what is wrong with it.</param>
sealed class WordSyntax<T>(WordSyntax<T>.Reader read, Func<T, string> print) : ValueSyntax<T>
{
    public delegate bool Reader(string text, IpFamily family, out T value, out Problem problem);

    public override bool TryRead(ReadOnlySpan<Word> words, IpFamily family, out T value, out Problem problem) =>
        read(words[0].Text, family, out value, out problem);

    public bool TryReadWord(string text, IpFamily family, out T value, out Problem problem) =>
        read(text, family, out value, out problem);

    public override ImmutableArray<string> Print(T value) => [print(value)];
}

/// <summary>An option that stands alone.</summary>
sealed class FlagSyntax : ValueSyntax<bool>
{
    public override int Words => 0;

    public override bool TryRead(ReadOnlySpan<Word> words, IpFamily family, out bool value, out Problem problem)
    {
        (value, problem) = (true, default);
        return true;
    }

    public override ImmutableArray<string> Print(bool value) => [];
}
