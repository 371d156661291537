using System.Text;
using Merlon.Rules;

namespace Merlon.RootCause.Reports;

/// <summary>Text from outside as Markdown shows it, and nothing of it as markup (CommonMark 0.31).</summary>
public static class MarkdownText
{
    const string Marks = @"\`*_[]>#|~!$";

    /// <summary>In one line (2.4).</summary>
    public static string Of(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in VisibleText.Of(text))
        {
            if (c is '<') escaped.Append("&lt;");
            else if (c is '&') escaped.Append("&amp;");
            else escaped.Append(Marks.Contains(c) ? "\\" : "").Append(c);
        }

        return escaped.ToString().Replace("://", ":\u2060//", StringComparison.Ordinal);
    }

    /// <summary>Lines as they are, in a fence longer than any in them, so that nothing ends it (4.5).</summary>
    public static string Fenced(string language, IEnumerable<string> lines)
    {
        var shown = lines.Select(line => VisibleText.Of(line)).ToList();
        var fence = new string('`', Math.Max(3, 1 + shown.Select(LongestRun).DefaultIfEmpty().Max()));
        return $"{fence}{language}\n{string.Concat(shown.Select(line => line + "\n"))}{fence}\n";
    }

    static int LongestRun(string line)
    {
        var (longest, run) = (0, 0);
        foreach (var c in line) longest = Math.Max(longest, run = c == '`' ? run + 1 : 0);
        return longest;
    }
}
