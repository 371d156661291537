using System.Text;

namespace Merlon.Evaluation;

/// <summary>A table of Markdown: the first column to the left, the others to the right.</summary>
sealed class MarkdownTable(params IReadOnlyList<string> headings)
{
    readonly StringBuilder _rows = new();

    public int Rows { get; private set; }

    public void Add(params IEnumerable<string> cells)
    {
        _rows.Append(Row(cells));
        Rows++;
    }

    /// <summary>Text as it stands, whatever characters of Markdown are in it.</summary>
    public static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '|' or '\\' or '*' or '_' or '[' or ']' or '<' or '#') escaped.Append('\\');
            escaped.Append(char.IsControl(c) ? ' ' : c);
        }

        return $"{escaped}";
    }

    /// <summary>With an empty line behind it.</summary>
    public override string ToString() =>
        $"{Row(headings)}| :-- |{string.Concat(Enumerable.Repeat(" --: |", headings.Count - 1))}\n{_rows}\n";

    static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |\n";
}
