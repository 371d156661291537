using System.Collections.Immutable;
using System.Globalization;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>
/// Packets or bytes in a time. The kernel keeps the time between two packets, in a whole number of ticks, so that not
/// every rate comes back as it was given.
/// </summary>
/// <param name="Period">Ticks between two packets, or the kernel's inverse of the bytes in a second.</param>
/// <param name="Scale">Ticks of a second.</param>
readonly record struct Rate(ulong Period, ulong Scale, bool IsBytes)
{
    const ulong PacketScale = 1_000_000;

    // The longest first.
    static readonly ImmutableArray<(string Name, string Long, ulong Seconds)> Units =
        [("day", "day", 86_400), ("hour", "hour", 3_600), ("min", "minute", 60), ("sec", "second", 1)];

    public static WordSyntax<Rate> OfPackets(ulong scale) => new(
        (string text, IpFamily _, out Rate value, out Problem problem) =>
        {
            var isRight = TryReadPackets(text, scale, out value);
            problem = isRight ? default : new($"'{text}' is no rate", "a rate as 5/second, 5/minute, 5/hour or 5/day");
            return isRight;
        },
        rate => rate.ToString());

    public static readonly WordSyntax<Rate> OfPacketsOrBytes = new(
        (string text, IpFamily _, out Rate value, out Problem problem) =>
        {
            var isRight = TryReadBytes(text, out value) || TryReadPackets(text, PacketScale, out value);
            problem = isRight ? default : new($"'{text}' is no rate", "a rate as 5/second, 5/minute or 512kb/s");
            return isRight;
        },
        rate => rate.ToString());

    public override string ToString()
    {
        if (IsBytes) return $"{Bytes.Print(((uint.MaxValue / Math.Max(1, Period)) - 1) << 4)}/s";

        // The finest unit in which hardly anything of it is lost.
        var (period, scale) = (Period, Scale);
        var unit = Units.TakeWhile(unit => period <= unit.Seconds * scale
            && (unit.Seconds * scale) % period <= unit.Seconds * scale / period).LastOrDefault(Units[0]);
        return $"{unit.Seconds * scale / period}/{unit.Name}";
    }

    static bool TryReadPackets(string text, ulong scale, out Rate rate)
    {
        rate = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var name = slash < 0 ? "second" : text[(slash + 1)..];
        var unit = Units.FirstOrDefault(
            unit => name.Length > 0 && unit.Long.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        var digits = slash < 0 ? text : text[..slash];
        if (unit.Seconds == 0 || !uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count == 0 || count / unit.Seconds > scale)
            return false;

        rate = new(unit.Seconds * scale / count, scale, IsBytes: false);
        return rate.Period > 0;
    }

    static bool TryReadBytes(string text, out Rate rate)
    {
        rate = default;
        if (!text.EndsWith("b/s", StringComparison.Ordinal) || !Bytes.TryRead(text[..^2], out var bytes)) return false;
        rate = new(uint.MaxValue / ((bytes >> 4) + 1), PacketScale, IsBytes: true);
        return true;
    }
}

/// <summary>A number of bytes, with <c>b</c>, <c>kb</c> or <c>mb</c> behind it.</summary>
static class Bytes
{
    public static bool TryRead(string text, out ulong bytes)
    {
        var (unit, letters) = text switch
        {
            [.., 'k', 'b'] => (1ul << 10, 2),
            [.., 'm', 'b'] => (1ul << 20, 2),
            [.., 'b'] => (1ul, 1),
            _ => (0ul, 0),
        };
        var isNumber = ulong.TryParse(
            text.AsSpan(0, text.Length - letters), NumberStyles.None, CultureInfo.InvariantCulture, out bytes);
        bytes *= unit;
        return isNumber && unit > 0 && bytes is > 0 and <= uint.MaxValue;
    }

    // The largest unit in which hardly anything of it is lost.
    public static string Print(ulong bytes)
    {
        var unit = 0;
        while (unit < 2 && bytes >= 1024 && bytes % 1024 <= bytes / 1024)
        {
            bytes >>= 10;
            unit++;
        }

        return $"{bytes}{new[] { "b", "kb", "mb" }[unit]}";
    }
}
