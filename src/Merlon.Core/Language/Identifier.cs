using Merlon.Net;

namespace Merlon.Language;

/// <summary>What kind of thing a text names.</summary>
enum IdentifierKind : byte
{
    Address,
    Prefix,
    Hardware,
    Mail,
    Host,
    User,
}

/// <summary>A piece of text that names a host, a network or a person.</summary>
/// <param name="Address">Of an address, or a prefix as it is written, host bits included.</param>
/// <param name="Length">Of a prefix.</param>
readonly record struct Identifier(IdentifierKind Kind, int Characters, Ip Address = default, int Length = 0)
{
    const int MostMailName = 64, MostMailDomain = 255, MostAddress = 45;

    /// <summary>What stands at a place of a text and is told by its form alone.</summary>
    public static Identifier? At(ReadOnlySpan<char> text, int place) =>
        Mail(text, place) ?? Hardware(text, place) ?? AddressAt(text, place);

    /// <summary>An address or prefix; as the longest text that is one.</summary>
    public static Identifier? AddressAt(ReadOnlySpan<char> text, int place) => text[place] switch
    {
        (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F') or ':' =>
            Longest(Plain(text, place), Defanged.At(text, place, Defanged.Address, Plain),
                Defanged.DashedAt(text, place, V4)),
        _ => null,
    };

    /// <summary>The first of those that go furthest.</summary>
    public static Identifier? Longest(params ReadOnlySpan<Identifier?> found)
    {
        Identifier? longest = null;
        foreach (var one in found)
            if (one is { } other && other.Characters > (longest?.Characters ?? 0)) longest = other;
        return longest;
    }

    /// <summary>Whether a word may begin at a place: no letter or digit stands before, but that of an escape.</summary>
    public static bool IsStart(ReadOnlySpan<char> text, int place) =>
        place == 0 || !char.IsLetterOrDigit(text[place - 1]) || IsEscape(text, place);

    /// <summary>Whether a word may end before a place.</summary>
    public static bool IsEnd(ReadOnlySpan<char> text, int place) =>
        place >= text.Length || !char.IsLetterOrDigit(text[place]);

    // As in a JSON string, \n.
    static bool IsEscape(ReadOnlySpan<char> text, int place) =>
        place > 1 && text[place - 2] == '\\' && text[place - 1] is 'n' or 'r' or 't' or 'b' or 'f';

    static Identifier? Plain(ReadOnlySpan<char> text, int place) => V6(text, place) ?? V4(text, place);

    static Identifier? V4(ReadOnlySpan<char> text, int place)
    {
        if (place > 0 && char.IsAsciiDigit(text[place - 1])) return null;

        var end = place;
        for (var dots = 0; end < text.Length && (char.IsAsciiDigit(text[end]) || (text[end] == '.' && dots < 3)); end++)
            if (text[end] == '.') dots++;
        return Ip.TryParse(text[place..end], out var address) ? WithLength(text, place, end, address) : null;
    }

    static Identifier? V6(ReadOnlySpan<char> text, int place)
    {
        if (place > 0 && char.IsAsciiHexDigit(text[place - 1]) && !IsEscape(text, place)) return null;

        var (end, most) = (place, Math.Min(text.Length, place + MostAddress));
        while (end < most && (char.IsAsciiHexDigit(text[end]) || text[end] is ':' or '.')) end++;
        for (; end > place + 1; end--)
        {
            if (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '=')) continue;   // a rule a::=
            if (text[place..end].Contains(':') && Ip.TryParse(text[place..end], out var address))
                return WithLength(text, place, end, address);
        }

        return null;
    }

    static Identifier WithLength(ReadOnlySpan<char> text, int place, int end, Ip address)
    {
        var bare = new Identifier(IdentifierKind.Address, end - place, address);
        var first = end + LengthOfSlash(text[end..]);
        if (first == end) return bare;

        var digits = 0;
        while (digits < 4 && first + digits < text.Length && char.IsAsciiDigit(text[first + digits])) digits++;
        var last = first + digits;
        if (digits is 0 or 4 || !IsEnd(text, last)) return bare;

        var length = int.Parse(text[first..last], System.Globalization.CultureInfo.InvariantCulture);
        return length > address.Family.Bits ? bare : new(IdentifierKind.Prefix, last - place, address, length);
    }

    // JSON may escape it.
    static int LengthOfSlash(ReadOnlySpan<char> text) => text is ['/', ..] ? 1 : text is ['\\', '/', ..] ? 2 : 0;

    // Six pairs with colons or hyphens between them, or three groups of four with dots.
    static Identifier? Hardware(ReadOnlySpan<char> text, int place)
    {
        if (!IsStart(text, place) || (place > 0 && text[place - 1] is ':' or '-' or '.')) return null;
        if (!IsGrouped(text[place..], 2, ":-") && !IsGrouped(text[place..], 4, ".")) return null;

        var characters = text[place + 2] is ':' or '-' ? 17 : 14;
        var end = place + characters;
        var goesOn = end < text.Length && text[end] == text[place + (characters == 17 ? 2 : 4)]
            && end + 1 < text.Length && char.IsAsciiHexDigit(text[end + 1]);
        return goesOn || !IsEnd(text, end) ? null : new(IdentifierKind.Hardware, characters);
    }

    static bool IsGrouped(ReadOnlySpan<char> text, int width, string separators)
    {
        var characters = 12 + 12 / width - 1;
        if (text.Length < characters || !separators.Contains(text[width])) return false;

        for (var i = 0; i < characters; i++)
        {
            var isRight = i % (width + 1) == width ? text[i] == text[width] : char.IsAsciiHexDigit(text[i]);
            if (!isRight) return false;
        }

        return true;
    }

    static Identifier? Mail(ReadOnlySpan<char> text, int place)
    {
        if (!IsStart(text, place)) return null;

        var at = Past(text, place, MostMailName, "._%+-");
        if (at == place || at >= text.Length || text[at] != '@') return null;

        var end = Past(text, at + 1, MostMailDomain, ".-");
        while (end > at + 1 && !char.IsLetterOrDigit(text[end - 1])) end--;
        return text[(at + 1)..end].Contains('.') ? new(IdentifierKind.Mail, end - place) : null;
    }

    static int Past(ReadOnlySpan<char> text, int place, int most, string others)
    {
        var (end, last) = (place, Math.Min(text.Length, place + most));
        while (end < last && (char.IsLetterOrDigit(text[end]) || others.Contains(text[end]))) end++;
        return end;
    }
}
