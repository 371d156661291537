using System.Collections.Immutable;
using System.Globalization;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>What looks at the clock.</summary>
static class TimeMatch
{
    static readonly ImmutableArray<string> Weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    static readonly ImmutableArray<string> Monthdays = [.. Enumerable.Range(1, 31).Select(day => $"{day}")];

    static readonly Option<TimeOnly> Start = Clock("--timestart", "--timestop", "00:00:00");
    static readonly Option<TimeOnly> Stop = Clock("--timestop", "--timestart", "23:59:59");

    public static MatchExtension Time => new(
        "time",
        Start,
        Stop,
        Days("--monthdays", Monthdays, DayNumbered),
        Days("--weekdays", Weekdays, DayNamed),
        new Option<DateTime>("--datestart", Date),

        // The last second that the kernel can compare with.
        new Option<DateTime>("--datestop", Date) { Implied = _ => "2038-01-19T03:14:07" },
        new Option<bool>("--contiguous", Values.Flag),
        new Option<bool>("--kerneltz", Values.Flag) { Aliases = ["--localtz"], Excludes = ["--utc"] },
        new Option<bool>("--utc", Values.Flag) { IsSilent = _ => true })
    {
        Check = (given, _) => given.Has("--contiguous") && !RunsOverMidnight(given)
            ? new("only a time that runs over midnight is contiguous", "--timestop before --timestart")
            : null,
    };

    static bool RunsOverMidnight(GivenOptions given) =>
        (given.Find(Stop)?.Value ?? TimeOnly.MaxValue) < (given.Find(Start)?.Value ?? TimeOnly.MinValue);

    static Option<TimeOnly> Clock(string name, string other, string implied) => new(name, new WordSyntax<TimeOnly>(
        (string text, IpFamily _, out TimeOnly value, out Problem problem) =>
        {
            var isTime = TimeOnly.TryParseExact(
                text, ["H:m:s", "H:m"], CultureInfo.InvariantCulture, DateTimeStyles.None, out value);
            problem = isTime ? default : new($"'{text}' is no time", "hh:mm or hh:mm:ss");
            return isTime;
        },
        value => value.ToString("HH:mm:ss", CultureInfo.InvariantCulture)))
    { Implied = given => given.Has(other) ? implied : null };

    static readonly string[] DateForms =
        ["yyyy", "yyyy-M", "yyyy-M-d", "yyyy-M-dTH", "yyyy-M-dTH:m", "yyyy-M-dTH:m:s"];

    static readonly WordSyntax<DateTime> Date = new(
        (string text, IpFamily _, out DateTime value, out Problem problem) =>
        {
            var isDate = DateTime.TryParseExact(
                text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out value)
                && value.Year is >= 1970 and < 2038;
            problem = isDate ? default : new($"'{text}' is no date", "yyyy-mm-ddThh:mm:ss, 1970 to 2037");
            return isDate || text is "2038-01-19T03:14:07";
        },
        value => value.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));

    static Option<uint> Days(string name, ImmutableArray<string> names, Func<string, string> meaning) => new(
        name,
        new WordSyntax<uint>(
            (string text, IpFamily _, out uint value, out Problem problem) => Names.TryRead(
                string.Join(',', text.Split(',').Select(meaning)), names, StringComparison.Ordinal, out value,
                out problem),
            value => Names.Print(value, names)))
    {
        IsNegatable = true,
        Restated = (days, isNegated) => (isNegated ? ~days & ((1u << names.Length) - 1) : days, false),
    };

    static string DayNumbered(string text) => Numbers.TryRead(text, 1, 31, out var day) ? $"{day}" : text;

    // A number from 1, Monday, or a name of which the beginning is enough.
    static string DayNamed(string text)
    {
        if (Numbers.TryRead(text, 1, 7, out var number)) return Weekdays[(int)number - 1];
        return text.Length >= 2 && Weekdays.FirstOrDefault(day => day.StartsWith(text[..2], StringComparison.Ordinal))
            is { } day ? day : text;
    }
}
