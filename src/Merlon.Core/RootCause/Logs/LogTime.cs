using System.Globalization;
using System.Text;
using Merlon.Flows.Formats;

namespace Merlon.RootCause.Logs;

/// <summary>A time as a log writes it, and what the log left to be taken for granted.</summary>
/// <param name="Value">UTC where <paramref name="HasOffset"/>; as a clock on the wall shows it where not.</param>
/// <param name="HasYear">False where the log has none: it is <see cref="NoYear"/> then.</param>
public readonly record struct LogTime(DateTime Value, bool HasOffset, bool HasYear)
{
    /// <summary>Stands for a year that is not told; it has a 29th of February, and no log is of it.</summary>
    public const int NoYear = 4;

    const int Longest = 64;

    static readonly string[] Months =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    /// <summary>
    /// ISO 8601, seconds since 1970, <c>Jun  8 14:34:33</c> with the year or without, <c>07/11/2022-10:29:01.86</c>,
    /// <c>10/Oct/2025:13:55:36 -0700</c>, <c>14/02/2018 02:31:01 PM</c>.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<char> text, out LogTime time)
    {
        time = default;
        text = text.Trim().Trim(['[', ']', '"']);
        if (text.IsEmpty || text.Length > Longest) return false;
        if (TryReadMonthFirst(text, out time) || TryReadCommon(text, out time) || TryReadFast(text, out time))
            return true;

        Span<byte> bytes = stackalloc byte[Longest * 3];
        bytes = bytes[..Encoding.UTF8.GetBytes(text, bytes)];
        if (bytes.EndsWith(" UTC"u8)) return TryRead(string.Concat(text[..^4], "Z"), out time);
        if (Timestamps.TryReadEpochOfAnyUnit(bytes, out var at)) time = new(at, true, true);
        else if (TryReadYearFirst(bytes, out at, out var hasOffset)) time = new(at, hasOffset, true);
        else if (Timestamps.TryReadDayFirst(bytes, out at, out _, out _)) time = new(at, false, true);
        else return false;

        return true;
    }

    // A space before the offset is not unusual: 2025-07-14 22:15:03 +0200.
    static bool TryReadYearFirst(Span<byte> text, out DateTime at, out bool hasOffset)
    {
        if (Timestamps.TryReadYearFirst(text, default, out at, out hasOffset)) return true;

        var space = text.LastIndexOf((byte)' ');
        if (space < 16) return false;
        text[(space + 1)..].CopyTo(text[space..]);
        return Timestamps.TryReadYearFirst(text[..^1], default, out at, out hasOffset);
    }

    // RFC 3164: Jun  8 14:34:33; Cisco: Jun 08 2025 14:34:33.
    static bool TryReadMonthFirst(ReadOnlySpan<char> text, out LogTime time)
    {
        time = default;
        var words = new Words(text);
        if (MonthOf(words.Next()) is not { } month || !TryReadNumber(words.Next(), 31, out var day)) return false;

        var next = words.Next();
        var hasYear = next.Length == 4 && TryReadNumber(next, 9998, out _);
        if (!TryReadNumber(hasYear ? next : "", 9998, out var year)) year = NoYear;
        var clock = hasYear ? words.Next() : next;
        return TryCompose(year, month, day, clock.TrimEnd(':'), out var at)
            && (time = new(at, false, hasYear)) == time;
    }

    // The common log format: 10/Oct/2025:13:55:36 -0700.
    static bool TryReadCommon(ReadOnlySpan<char> text, out LogTime time)
    {
        time = default;
        if (text.Length < 20 || text[2] != '/' || text[6] != '/' || text[11] != ':'
            || MonthOf(text[3..6]) is not { } month || !TryReadNumber(text[..2], 31, out var day)
            || !TryReadNumber(text[7..11], 9998, out var year)
            || !TryCompose(year, month, day, text[12..20], out var at)) return false;

        var offset = TimeSpan.Zero;
        var hasOffset = text.Length == 26 && TryReadNumber(text[22..24], 18, out var hours)
            && TryReadNumber(text[24..], 59, out var minutes)
            && (offset = new TimeSpan(hours, minutes, 0) * (text[21] == '-' ? -1 : 1)) == offset;
        time = new(at - offset, hasOffset, true);
        return true;
    }

    // Suricata's fast.log: 07/11/2022-10:29:01.860293, the month first.
    static bool TryReadFast(ReadOnlySpan<char> text, out LogTime time)
    {
        time = default;
        if (text.Length < 19 || text[2] != '/' || text[5] != '/' || text[10] != '-'
            || !TryReadNumber(text[..2], 12, out var month) || !TryReadNumber(text[3..5], 31, out var day)
            || !TryReadNumber(text[6..10], 9998, out var year)
            || !TryCompose(year, month, day, text[11..], out var at)) return false;

        time = new(at, false, true);
        return true;
    }

    /// <summary>A time as people read it, without the year where that is not told.</summary>
    public static string Text(DateTime at) => at.ToString(
        at.Year < 1970 ? "MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    static int? MonthOf(ReadOnlySpan<char> word)
    {
        for (var i = 0; i < Months.Length && word.Length == 3; i++)
        {
            if (word.Equals(Months[i], StringComparison.OrdinalIgnoreCase)) return i + 1;
        }

        return null;
    }

    static bool TryReadNumber(ReadOnlySpan<char> text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;

    static bool TryCompose(int year, int month, int day, ReadOnlySpan<char> clock, out DateTime at)
    {
        at = default;
        if ((year < 1970 && year != NoYear) || month < 1 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || !TimeSpan.TryParse(clock, CultureInfo.InvariantCulture, out var time)
            || time < TimeSpan.Zero || time.Days > 0) return false;

        at = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc) + time;
        return true;
    }
}
