using System.Globalization;
using System.Text;

namespace Merlon.Rules;

/// <summary>
/// Text from outside as people may see it: what steers a terminal, ends a line, or hides or turns the text around it
/// (as U+202E does) stands there by its number.
/// </summary>
public static class VisibleText
{
    /// <param name="text">Perhaps an attacker's.</param>
    /// <param name="keepLines">Whether line feeds stay.</param>
    public static string Of(string text, bool keepLines = false)
    {
        if (!text.EnumerateRunes().Any(IsHidden)) return text;

        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsHidden(rune)) visible.Append($"\\u{{{rune.Value:x}}}");
            else visible.Append(rune);
        }

        return visible.ToString();

        bool IsHidden(Rune rune) => IsUnseen(rune) && !(keepLines && rune.Value == '\n');
    }

    /// <summary>Whether people see nothing of it, or the text around it elsewhere than it stands.</summary>
    public static bool IsUnseen(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
