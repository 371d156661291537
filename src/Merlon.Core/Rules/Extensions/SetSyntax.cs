using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>A set's name, and which of source and destination each part of its elements is compared with.</summary>
sealed class SetSyntax : ValueSyntax<string>
{
    public override int Words => 2;

    public override bool TryRead(ReadOnlySpan<Word> words, IpFamily family, out string value, out Problem problem)
    {
        var (name, directions) = (words[0].Text, words[1].Text);
        value = $"{name} {directions}";
        var parts = directions.Split(',');
        problem = name.Length is 0 or > 31 ? new($"'{name}' is no set's name", "1 to 31 bytes")
            : parts.Length > 6 || !Array.TrueForAll(parts, part => part is "src" or "dst")
                ? new($"'{directions}' is no direction", "src, dst, or up to six of them with commas")
                : default;
        return problem.Message is null;
    }

    public override ImmutableArray<string> Print(string value) => [value];
}
