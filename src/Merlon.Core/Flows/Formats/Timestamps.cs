using System.Buffers.Binary;
using System.Globalization;

namespace Merlon.Flows.Formats;

/// <summary>The ways in which logs write time, read into UTC to 100 ns. Never throws, whatever the digits.</summary>
public static class Timestamps
{
    const long LatestEpochSecond = 253_402_214_399;   // 9999-12-30
    static readonly TimeSpan LongestSpan = TimeSpan.FromDays(36_525);

    /// <summary>Seconds since 1970 with an optional fraction: <c>1655071198.444458</c>.</summary>
    public static bool TryReadEpoch(ReadOnlySpan<byte> text, out DateTime time)
    {
        time = default;
        if (!TryReadSeconds(text, out var seconds, out var fraction) || seconds > LatestEpochSecond) return false;

        time = new(DateTime.UnixEpoch.Ticks + seconds * TimeSpan.TicksPerSecond + fraction, DateTimeKind.Utc);
        return true;
    }

    /// <summary>Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their size.</summary>
    public static bool TryReadEpochOfAnyUnit(ReadOnlySpan<byte> text, out DateTime time)
    {
        time = default;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= 100_000_000_000)
        {
            var ticks = number switch
            {
                < 100_000_000_000_000 => number * TimeSpan.TicksPerMillisecond,
                < 100_000_000_000_000_000 => number * TimeSpan.TicksPerMicrosecond,
                _ => number / TimeSpan.NanosecondsPerTick,
            };
            time = new(DateTime.UnixEpoch.Ticks + ticks, DateTimeKind.Utc);
            return true;
        }

        return TryReadEpoch(text, out time);
    }

    /// <summary>
    /// Year first (ISO 8601, and Argus with slashes): <c>2021-06-06T15:57:37.272281+0200</c>,
    /// <c>2013/12/17 22:09:19.500617</c>. Without an offset it is taken as <paramref name="assumed"/> says.
    /// </summary>
    public static bool TryReadYearFirst(
        ReadOnlySpan<byte> text, TimeSpan assumed, out DateTime time, out bool hasOffset)
    {
        (time, hasOffset) = (default, false);
        if (text.Length < 16 || text[4] is not ((byte)'-' or (byte)'/') || text[7] != text[4]
            || text[10] is not ((byte)'T' or (byte)' ' or (byte)'t') || text[13] != ':') return false;
        if (!Numbers.TryReadDigits(text[..4], out var year) || !Numbers.TryReadDigits(text[5..7], out var month)
            || !Numbers.TryReadDigits(text[8..10], out var day)) return false;

        return TryReadClock(text[11..], out var clock, out var rest)
            && TryReadOffset(rest, assumed, out var offset, out hasOffset)
            && TryCompose(year, month, day, clock - offset, out time);
    }

    /// <summary>
    /// Day first, as CICFlowMeter writes: <c>7/7/2017 3:30</c>, <c>03/07/2017 08:55:58</c>,
    /// <c>14/02/2018 02:31:01 PM</c>. <paramref name="hour"/> is as written; <paramref name="isMarked"/> tells
    /// whether AM or PM stood beside it and was honoured.
    /// </summary>
    public static bool TryReadDayFirst(ReadOnlySpan<byte> text, out DateTime time, out int hour, out bool isMarked)
    {
        (time, hour, isMarked) = (default, 0, false);
        var slash = text.IndexOf((byte)'/');
        var second = slash < 0 ? -1 : text[(slash + 1)..].IndexOf((byte)'/') + slash + 1;
        var space = text.IndexOf((byte)' ');
        if (slash < 1 || second <= slash || space < second) return false;
        if (!Numbers.TryReadDigits(text[..slash], out var day)
            || !Numbers.TryReadDigits(text[(slash + 1)..second], out var month)
            || !Numbers.TryReadDigits(text[(second + 1)..space], out var year)) return false;
        if (!TryReadClock(text[(space + 1)..], out var clock, out var rest)) return false;

        hour = clock.Hours;
        rest = rest.Trim((byte)' ');
        if (!rest.IsEmpty)
        {
            if (!TryReadHalf(rest, out var isAfternoon) || hour is 0 or > 12) return false;
            isMarked = true;
            clock += TimeSpan.FromHours((isAfternoon ? 12 : 0) - (hour == 12 ? 12 : 0));
        }

        return TryCompose(year, month, day, clock, out time);
    }

    /// <summary>
    /// A length of time as a decimal number of <paramref name="unit"/>s, at most a century either way.
    /// </summary>
    public static bool TryReadSpan(ReadOnlySpan<byte> text, TimeSpan unit, out TimeSpan span)
    {
        if (TryReadPlainSpan(text, unit, out span)) return true;
        if (!Numbers.TryReadDecimal(text, out var number)) return false;

        var ticks = Math.Round(number * unit.Ticks);
        span = new((long)Math.Clamp(ticks, -LongestSpan.Ticks, LongestSpan.Ticks));
        return true;
    }

    // Digits, with a point or without, of seconds: what nearly every row holds.
    static bool TryReadPlainSpan(ReadOnlySpan<byte> text, TimeSpan unit, out TimeSpan span)
    {
        span = default;
        if (unit.Ticks != TimeSpan.TicksPerSecond || text.Length > 16) return false;
        if (!TryReadSeconds(text, out var seconds, out var fraction) || seconds > 3_000_000_000) return false;
        span = new(seconds * TimeSpan.TicksPerSecond + fraction);
        return true;
    }

    static bool TryReadHalf(ReadOnlySpan<byte> text, out bool isAfternoon)
    {
        isAfternoon = text is [(byte)'P' or (byte)'p', (byte)'M' or (byte)'m'];
        return isAfternoon || text is [(byte)'A' or (byte)'a', (byte)'M' or (byte)'m'];
    }

    // H:mm[:ss[.fffffffff]]
    static bool TryReadClock(ReadOnlySpan<byte> text, out TimeSpan clock, out ReadOnlySpan<byte> rest)
    {
        clock = default;
        rest = default;
        if (!TryTakeNumber(ref text, out var hours) || hours > 23) return false;
        if (!TryTake(ref text, (byte)':') || !TryTakeNumber(ref text, out var minutes) || minutes > 59) return false;

        long seconds = 0, fraction = 0;
        if (TryTake(ref text, (byte)':'))
        {
            if (!TryTakeNumber(ref text, out seconds) || seconds > 60) return false;   // 60: a leap second
            if (TryTake(ref text, (byte)'.') || TryTake(ref text, (byte)','))
            {
                var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
                if (digits < 0) digits = text.Length;
                if (!TryReadFraction(text[..digits], out fraction)) return false;
                text = text[digits..];
            }
        }

        clock = new(((hours * 60 + minutes) * 60 + seconds) * TimeSpan.TicksPerSecond + fraction);
        rest = text;
        return true;
    }

    // Z, +0200, +02:00, -06, or nothing
    static bool TryReadOffset(ReadOnlySpan<byte> text, TimeSpan assumed, out TimeSpan offset, out bool isWritten)
    {
        (offset, isWritten) = (assumed, !text.IsEmpty);
        if (text.IsEmpty) return true;

        offset = TimeSpan.Zero;
        if (text is [(byte)'Z' or (byte)'z']) return true;
        if (text[0] is not ((byte)'+' or (byte)'-')) return false;

        var sign = text[0] == '-' ? -1 : 1;
        text = text[1..];
        if (text.Length < 2 || !Numbers.TryReadDigits(text[..2], out var hours) || hours > 18) return false;

        text = text[2..];
        TryTake(ref text, (byte)':');
        long minutes = 0;
        var hasMinutes = text.Length == 2 && Numbers.TryReadDigits(text, out minutes) && minutes <= 59;
        if (!text.IsEmpty && !hasMinutes) return false;

        offset = TimeSpan.FromMinutes(sign * (hours * 60 + minutes));
        return true;
    }

    static bool TryCompose(long year, long month, long day, TimeSpan clock, out DateTime time)
    {
        time = default;
        if (year is < 1970 or > 9998 || month is < 1 or > 12) return false;
        if (day < 1 || day > DateTime.DaysInMonth((int)year, (int)month)) return false;

        time = new DateTime((int)year, (int)month, (int)day, 0, 0, 0, DateTimeKind.Utc) + clock;
        return true;
    }

    // Digits, with a point or without; nearly always six of them after it.
    static bool TryReadSeconds(ReadOnlySpan<byte> text, out long seconds, out long fraction)
    {
        fraction = 0;
        if (text.Length >= 8 && text[^7] == '.')
        {
            var isRead = Numbers.TryReadLast(6, BinaryPrimitives.ReadUInt64LittleEndian(text[^8..]), out fraction);
            fraction *= TimeSpan.TicksPerMicrosecond;
            return Numbers.TryReadDigits(text[..^7], out seconds) && isRead;
        }

        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        return Numbers.TryReadDigits(whole, out seconds)
            && (point < 0 || TryReadFraction(text[(point + 1)..], out fraction));
    }

    // Up to nine digits after the point; what is finer than 100 ns is cut off.
    static bool TryReadFraction(ReadOnlySpan<byte> digits, out long ticks)
    {
        ticks = 0;
        if (digits.Length > 18 || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;

        for (var i = 0; i < 7; i++) ticks = ticks * 10 + (i < digits.Length ? digits[i] - '0' : 0);
        return true;
    }

    static bool TryTakeNumber(ref ReadOnlySpan<byte> text, out long number)
    {
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits < 0) digits = text.Length;
        if (digits > 2 || !Numbers.TryReadDigits(text[..digits], out number))
        {
            number = 0;
            return false;
        }

        text = text[digits..];
        return true;
    }

    static bool TryTake(ref ReadOnlySpan<byte> text, byte wanted)
    {
        if (text.IsEmpty || text[0] != wanted) return false;
        text = text[1..];
        return true;
    }
}
