using System.Text;

namespace Merlon.Rules.Syntax;

/// <summary>One argument of a rule.</summary>
/// <param name="Column">Where it begins on its line, from 1.</param>
public readonly record struct Word(string Text, int Column);

/// <summary>
/// Cuts a line into arguments as iptables-restore does: at blanks, with double quotes around what holds blanks and a
/// backslash, within quotes, before what would end them.
/// </summary>
public static class Words
{
    public static List<Word> Of(string line, int start = 0) => Of(line, start, out _);

    /// <param name="isOpen">Whether the last argument lacks its closing quote.</param>
    public static List<Word> Of(string line, int start, out bool isOpen)
    {
        var words = new List<Word>();
        var text = new StringBuilder();
        var begin = -1;
        var (isQuoted, isEscaped) = (false, false);
        for (var i = start; i < line.Length; i++)
        {
            var c = line[i];
            if (isQuoted && (isEscaped || c is not ('\\' or '"')))
            {
                text.Append(c);
                isEscaped = false;
            }
            else if (isQuoted && c is '\\') isEscaped = true;
            else if (c is '"')
            {
                if (begin < 0) begin = i;
                isQuoted = !isQuoted;
                if (!isQuoted) End();
            }
            else if (c is ' ' or '\t')
            {
                if (begin >= 0) End();
            }
            else
            {
                if (begin < 0) begin = i;
                text.Append(c);
            }
        }

        isOpen = isQuoted;
        if (begin >= 0) End();
        return words;

        void End()
        {
            words.Add(new(text.ToString(), begin + 1));
            text.Clear();
            begin = -1;
        }
    }

    /// <summary>An argument as iptables-save prints it: in quotes where it is not plain.</summary>
    public static string Quoted(string text)
    {
        if (text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')) return text;
        return InQuotes(text);
    }

    /// <summary>An argument in quotes only where it would else be cut or lose a mark.</summary>
    public static string Whole(string text) =>
        text.AsSpan().ContainsAny(" \t\"") || text.Length == 0 ? InQuotes(text, marks: "\"\\") : text;

    /// <summary>An argument in quotes, which have a backslash before them within, as other marks have.</summary>
    public static string InQuotes(string text) => InQuotes(text, marks: "\"\\'");

    public static string InQuotes(string text, string marks)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (marks.Contains(c, StringComparison.Ordinal)) quoted.Append('\\');
            quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
