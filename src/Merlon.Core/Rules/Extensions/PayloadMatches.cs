using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>What looks for bytes anywhere in a packet, by a text or by a program.</summary>
static class PayloadMatches
{
    public static IEnumerable<MatchExtension> All => [Text(), Words32(), Program(), Fingerprint()];

    static MatchExtension Text()
    {
        var text = new Option<string>("--string", new Pattern(isHex: false))
        {
            IsNegatable = true,
            Excludes = ["--hex-string"],
        };
        var hex = new Option<string>("--hex-string", new Pattern(isHex: true)) { IsNegatable = true };
        var from = new Option<ulong>("--from", Values.Number(0, ushort.MaxValue)) { IsSilent = at => at == 0 };
        var to = new Option<ulong>("--to", Values.Number(0, ushort.MaxValue))
        {
            IsSilent = at => at == ushort.MaxValue,
        };
        return new(
            "string",
            text,
            hex,
            new Option<string>("--algo", Values.Text(15, least: 1)) { IsRequired = true },
            from,
            to,
            new Option<bool>("--icase", Values.Flag))
        {
            NeedsOneOf = ["--string", "--hex-string"],
            Check = (given, _) => given.Find(from)?.Value > given.Find(to)?.Value
                ? new("the search ends before it begins", "--from less than --to")
                : null,
        };
    }

    static MatchExtension Words32() => new(
        "u32", new Option<string>("--u32", U32Syntax.Tests) { IsNegatable = true, IsRequired = true });

    static MatchExtension Program() => new(
        "bpf",
        new Option<string>("--bytecode", Values.InQuotes(1024, least: 1)) { Excludes = ["--object-pinned"] },
        new Option<string>("--object-pinned", Values.Text(511, least: 1)))
    { NeedsOption = true };

    static MatchExtension Fingerprint() => new(
        "osf",
        new Option<string>("--genre", Values.Text(31, least: 1)) { IsNegatable = true, IsRequired = true },
        new Option<ulong>("--ttl", Values.Number(0, 2)),
        new Option<ulong>("--log", Values.Number(0, 2)))
    {
        Family = IpFamily.V4,
        Protocols = [IpProtocol.Tcp],
        Chains = ["PREROUTING", "INPUT", "FORWARD"],
    };
}

/// <summary>Bytes to look for, 128 at most: as they are, or with hexadecimal ones between bars.</summary>
sealed class Pattern(bool isHex) : ValueSyntax<string>
{
    public override bool TryRead(ReadOnlySpan<Word> words, IpFamily family, out string value, out Problem problem)
    {
        var text = words[0].Text;
        var isRight = true;
        value = isHex ? Unescaped(text, out isRight) : text;
        problem = !isRight ? new($"'{text}' has hexadecimal bytes that are none", "bytes between bars, as |0d0a|")
            : value.Length is 0 or > 128 ? new($"{value.Length} bytes", "1 to 128 bytes") : default;
        return isRight && value.Length is > 0 and <= 128;
    }

    public override ImmutableArray<string> Print(string value) =>
        [value.All(c => c is >= ' ' and <= '~') ? Syntax.Words.InQuotes(value, marks: "\"\\") : Escaped(value)];

    static string Escaped(string bytes) =>
        $"\"|{string.Concat(bytes.Select(c => ((int)c).ToString("x2", CultureInfo.InvariantCulture)))}|\"";

    static string Unescaped(string text, out bool isRight)
    {
        var bytes = new StringBuilder();
        var parts = text.Split('|');
        isRight = parts.Length % 2 == 1;
        for (var i = 0; i < parts.Length && isRight; i++)
        {
            var digits = parts[i].Replace(" ", "", StringComparison.Ordinal);
            if (i % 2 == 0) bytes.Append(parts[i]);
            else if (digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit))
                foreach (var one in Convert.FromHexString(digits)) bytes.Append((char)one);
            else isRight = false;
        }

        return bytes.ToString();
    }
}
