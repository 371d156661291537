using System.Collections.Immutable;
using System.Globalization;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>Bits in a second, with a unit of tc(8); printed in bits.</summary>
static class BitRate
{
    static readonly ImmutableArray<(string Name, double Bits)> Units =
    [
        ("bit", 1), ("kibit", 1024), ("kbit", 1e3), ("mibit", 1024 * 1024), ("mbit", 1e6), ("gibit", 1 << 30),
        ("gbit", 1e9), ("bps", 8), ("kibps", 8 * 1024), ("kbps", 8e3), ("mbps", 8e6), ("gbps", 8e9),
    ];

    public static readonly OptionalWord Syntax = new(new(
        (string text, IpFamily _, out string value, out Problem problem) =>
        {
            var digits = text.TrimEnd([.. "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"]);
            var unit = Units.FirstOrDefault(
                unit => unit.Name.Equals(text[digits.Length..], StringComparison.OrdinalIgnoreCase));
            var isRight = double.TryParse(
                digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && unit.Bits > 0;
            value = string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(number * unit.Bits)}bit");
            problem = isRight ? default : new($"'{text}' is no rate", "a rate as 8bit, 5kbit or 2.5mbit");
            return isRight;
        },
        value => value));
}

/// <summary>A word that may be missing.</summary>
sealed class OptionalWord(WordSyntax<string> syntax) : ValueSyntax<string>
{
    public override int FewestWords => 0;

    public override bool TryRead(ReadOnlySpan<Word> words, IpFamily family, out string value, out Problem problem)
    {
        (value, problem) = ("", default);
        return words.Length == 0 || syntax.TryRead(words, family, out value, out problem);
    }

    public override ImmutableArray<string> Print(string value) => value.Length == 0 ? [] : syntax.Print(value);
}
