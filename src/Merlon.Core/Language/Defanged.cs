using System.Buffers;

namespace Merlon.Language;

/// <summary>
/// Addresses and names whose dots and colons were made harmless, <c>10[.]1[.]2[.]3</c>, escaped, <c>10\.1\.2\.3</c>, or
/// turned into dashes, <c>ip-10-1-2-3</c>.
/// </summary>
static class Defanged
{
    /// <summary>Characters that are looked at; of an address, and of a name.</summary>
    public const int Address = 64, Name = 320;

    const int Before = 2;   // characters that tell whether something may begin here
    const int MostEscapes = 8;

    static readonly string[] Marks = ["[.]", "(.)", "{.}", "[:]", "[dot]", "(dot)"];
    static readonly SearchValues<char> FirstOfMark = SearchValues.Create("[({\\");

    /// <summary>Reads what stands at a place.</summary>
    public delegate Identifier? Reading(ReadOnlySpan<char> text, int place);

    /// <summary>The length of what stands for a dot or a colon; 0 where nothing does.</summary>
    public static int MarkAt(ReadOnlySpan<char> text, int place)
    {
        var rest = text[place..];
        foreach (var mark in Marks)
            if (rest.StartsWith(mark, StringComparison.OrdinalIgnoreCase)) return mark.Length;

        var escape = rest[..Math.Min(rest.Length, MostEscapes + 1)].IndexOfAnyExcept('\\');
        return escape > 0 && rest[escape] is '.' or ':' ? escape + 1 : 0;
    }

    /// <summary>What stands at a place, read as if its marks were dots and colons.</summary>
    /// <param name="most">So many characters are looked at.</param>
    public static Identifier? At(ReadOnlySpan<char> text, int place, int most, Reading read) =>
        text[place..Math.Min(text.Length, place + most)].ContainsAny(FirstOfMark)
            ? Read(text, place, most, read, hasDashes: false) : null;

    /// <summary>An address of IPv4 with dashes alone.</summary>
    public static Identifier? DashedAt(ReadOnlySpan<char> text, int place, Reading read) =>
        text[place..Math.Min(text.Length, place + 4)].IndexOf('-') > 0
            ? Read(text, place, Address, read, hasDashes: true) : null;

    /// <summary>A text with the marks of another in place of its dots or colons.</summary>
    public static string Like(ReadOnlySpan<char> other, string text)
    {
        for (var place = 0; place < other.Length; place++)
        {
            if (MarkAt(other, place) is > 0 and var length)
                return text.Replace($"{Plain(other.Slice(place, length))}", $"{other.Slice(place, length)}");
        }

        return other.Contains('-') ? text.Replace('.', '-') : text;
    }

    static char Plain(ReadOnlySpan<char> mark) => mark.Contains(':') ? ':' : '.';

    static Identifier? Read(ReadOnlySpan<char> text, int place, int most, Reading read, bool hasDashes)
    {
        Span<char> plain = stackalloc char[most + Before];
        Span<int> ends = stackalloc int[most + Before];
        var (count, last) = (0, Math.Min(text.Length, place + most));
        var lead = Math.Min(place, Before);
        for (var i = place - lead; i < last; count++)
        {
            var mark = i < place ? 0 : hasDashes ? (text[i] == '-' ? 1 : 0) : MarkAt(text, i);
            plain[count] = mark > 0 ? hasDashes ? '.' : Plain(text.Slice(i, mark)) : text[i];
            if (hasDashes && text[i] == '.') plain[count] = ' ';
            i += Math.Max(1, mark);
            ends[count] = i;
        }

        return read(plain[..count], lead) is { } found
            ? found with { Characters = ends[lead + found.Characters - 1] - place } : null;
    }
}
