using System.Globalization;
using System.Text.RegularExpressions;

namespace Merlon.RootCause.Causes;

/// <summary>Finds the day on which a rule was to end, in what its author wrote beside it.</summary>
public static partial class EndDate
{
    const int MostLetters = 512;

    static readonly string[] Beginnings = ["since", "added", "created", "opened", "requested", "from", "seit", "start",
        "reviewed", "review", "audited", "checked", "approved", "updated", "changed", "chg", "ticket", "change"];

    static readonly string[] Formats =
    [
        "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "d.M.yyyy", "d/M/yyyy", "d MMM yyyy", "d MMMM yyyy", "MMM d yyyy",
        "MMMM d yyyy",
        "d-MMM-yyyy", "yyyyMMdd",
    ];

    /// <returns>The last day on which it was to stand; null where the comment names none.</returns>
    public static DateTime? In(string? comment)
    {
        if (comment is null) return null;
        if (Endless().IsMatch(comment)) return null;
        if (comment.Length > MostLetters) comment = comment[..MostLetters];

        DateTime? end = null;
        foreach (Match found in Dates().Matches(comment))
        {
            if (!IsBeginning(comment[..found.Index]) && Read(found.Value) is { } day) end = day;
        }

        return end ?? (Years().Match(comment) is { Success: true } year
            ? new DateTime(int.Parse(year.Groups["year"].Value, CultureInfo.InvariantCulture), 12, 31) : null);
    }

    [GeneratedRegex(@"\b(?:until|till|through|thru|end|ends|ended|expires?|expired|valid|remove|temp|temporary)\b"
        + @".{0,24}?\b(?<year>20\d\d)\b(?![-/.]\d)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 200)]
    private static partial Regex Years();

    [GeneratedRegex(@"\b(?:not|never|no|without)\b.{0,12}\b(?:expir\w*|end\w*)|\bpermanent\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 200)]
    private static partial Regex Endless();

    static bool IsBeginning(string before)
    {
        var word = before.TrimEnd(' ', ':', '=', '(', '-', '#').Split(' ', '(', ',', ';')[^1];
        return Array.Exists(Beginnings, one => word.Equals(one, StringComparison.OrdinalIgnoreCase));
    }

    static DateTime? Read(string text)
    {
        var plain = Extras().Replace(text, " ").Trim();
        if (DateTime.TryParseExact(
            plain, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var day)) return day;

        // A month ends with its last day, a quarter and a year too.
        if (DateTime.TryParseExact(plain, ["yyyy-M", "M/yyyy", "MMM yyyy", "MMMM yyyy"], CultureInfo.InvariantCulture,
            DateTimeStyles.AllowWhiteSpaces, out var month)) return month.AddMonths(1).AddDays(-1);
        return Quarter().Match(plain) is { Success: true } quarter
            && int.TryParse(quarter.Groups["year"].Value, CultureInfo.InvariantCulture, out var year) && year > 0
            ? new DateTime(year, 3 * (quarter.Groups["quarter"].Value[0] - '0'), 1).AddMonths(1).AddDays(-1) : null;
    }

    const string Month = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*";

    [GeneratedRegex(
        @"(?<![\d.])(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{4}|\d{1,2}(?:st|nd|rd|th)?[ -]" + Month
        + @"[ -,]+\d{4}|" + Month + @" \d{1,2}(?:st|nd|rd|th)?,? \d{4}|" + Month
        + @" \d{4}|\d{4}-\d{2}|\d{1,2}/\d{4}|q[1-4][ /-]?\d{4}|\d{4}[ /-]?q[1-4]|20\d{6})(?![\d.])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 200)]
    private static partial Regex Dates();

    [GeneratedRegex(@"(?<=\d)(?:st|nd|rd|th)|,", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 200)]
    private static partial Regex Extras();

    [GeneratedRegex(@"^(?:q(?<quarter>[1-4])[ /-]?(?<year>\d{4})|(?<year>\d{4})[ /-]?q(?<quarter>[1-4]))$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 200)]
    private static partial Regex Quarter();
}
