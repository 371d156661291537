using System.Text.RegularExpressions;

namespace Merlon.RootCause.Reports;

/// <summary>Addresses, times, ports and counts in a text.</summary>
public static partial class Figures
{
    public static IEnumerable<string> In(string text) => Any().Matches(text).Select(found => Plain(found.Value));

    // Rules write one host as a prefix, and ranges of ports with a colon.
    static string Plain(string figure)
    {
        foreach (var host in (ReadOnlySpan<string>)["/32", "/128"])
        {
            if (figure.EndsWith(host, StringComparison.Ordinal)) return figure[..^host.Length];
        }

        return figure.Count(c => c == ':') == 1 && figure.All(c => c is ':' or (>= '0' and <= '9'))
            ? figure.Replace(':', '-') : figure;
    }

    [GeneratedRegex(@"\d[\d.:/-]*\d|\d|[0-9a-f]*:[0-9a-f:]+[0-9a-f]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Any();
}
