using System.Text;

namespace Merlon.Knowledge.Search;

/// <summary>A text in pieces that can be searched for, by the headings of Markdown where it has some.</summary>
public static class DocumentSections
{
    /// <summary>So many characters at most; a longer one becomes several.</summary>
    public const int Longest = 4_000;

    /// <param name="name">Of the text, which is the title of what stands before the first heading.</param>
    public static IEnumerable<(string Title, string Text)> Of(string name, string text)
    {
        var (title, isCode, section) = (name, false, new StringBuilder());
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal)) isCode = !isCode;
            var isHeading = !isCode && line.StartsWith('#');
            if (isHeading || section.Length + line.Length > Longest)
            {
                foreach (var one in Pieces(title, section)) yield return one;
                section.Clear();
            }

            if (isHeading) title = line.TrimStart('#').Trim();
            else section.Append(line).Append('\n');
        }

        foreach (var one in Pieces(title, section)) yield return one;
    }

    // A line alone may be too long.
    static IEnumerable<(string Title, string Text)> Pieces(string title, StringBuilder section)
    {
        var text = section.ToString().Trim();
        for (var at = 0; at < text.Length; at += Longest)
            yield return (title, text[at..Math.Min(text.Length, at + Longest)]);
    }
}
