using System.Text;

namespace Merlon.Language;

/// <summary>
/// Numbered names for names, hardware addresses and mail addresses, in order of appearance: <c>host-1</c>. A text that
/// looks like such a name is given one, too.
/// </summary>
sealed class NamePseudonyms
{
    const int MostName = 255;

    readonly Dictionary<string, IdentifierKind> _listed = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, string> _pseudonyms = [], _originals = [];   // keyed by what they are folded to
    readonly int[] _lengths;   // of those listed, the longest first

    public NamePseudonyms(IEnumerable<string> hosts, IEnumerable<string> users)
    {
        foreach (var host in hosts) _listed[host] = IdentifierKind.Host;
        foreach (var user in users) _listed.TryAdd(user, IdentifierKind.User);
        _lengths = [.. _listed.Keys.Select(name => name.Length).Where(length => length is > 0 and <= MostName)
            .Distinct().OrderDescending()];
    }

    public int Count => _pseudonyms.Count;

    /// <summary>A listed name, or what looks like a pseudonym.</summary>
    public Identifier? At(ReadOnlySpan<char> text, int place)
    {
        if (!Identifier.IsStart(text, place)) return null;

        var listed = _listed.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var length in _lengths)
        {
            if (place + length > text.Length || !Identifier.IsEnd(text, place + length)) continue;
            if (listed.TryGetValue(text.Slice(place, length), out var kind) && !IsCut(text, place, length))
                return new(kind, length);
        }

        return Numbered(text, place, "host-", IdentifierKind.Host)
            ?? Numbered(text, place, "user-", IdentifierKind.User);
    }

    /// <summary>A name of a host with dots in it, listed or not.</summary>
    public static Identifier? DottedAt(ReadOnlySpan<char> text, int place) =>
        DottedName.At(text, place) is { } name && !IsCut(text, place, name.Characters) ? name : null;

    public string Of(IdentifierKind kind, ReadOnlySpan<char> name)
    {
        var key = Folded(kind, name);
        if (_pseudonyms.TryGetValue(key, out var known)) return known;

        var number = _pseudonyms.Count + 1;
        var pseudonym = kind switch
        {
            IdentifierKind.Hardware => $"02005e{number:x6}",   // locally administered
            IdentifierKind.Mail => $"mail-{number}@example.com",
            IdentifierKind.Host => $"host-{number}",
            _ => $"user-{number}",
        };
        _pseudonyms[key] = pseudonym;
        _originals[Folded(kind, pseudonym)] = name.ToString();
        return pseudonym;
    }

    /// <returns>Null for what is no pseudonym.</returns>
    public string? Original(IdentifierKind kind, ReadOnlySpan<char> pseudonym) =>
        _originals.GetValueOrDefault(Folded(kind, pseudonym));

    // What upper case and separators do not change, and no two kinds share.
    static string Folded(IdentifierKind kind, ReadOnlySpan<char> name)
    {
        var folded = new StringBuilder(name.Length + 2).Append((int)kind).Append(' ');
        foreach (var c in name)
            if (kind is not IdentifierKind.Hardware || char.IsAsciiHexDigit(c)) folded.Append(char.ToUpperInvariant(c));
        return folded.ToString();
    }

    static Identifier? Numbered(ReadOnlySpan<char> text, int place, string lead, IdentifierKind kind)
    {
        if (!text[place..].StartsWith(lead, StringComparison.OrdinalIgnoreCase)) return null;

        var end = place + lead.Length;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        var isOne = end > place + lead.Length && end - place < MostName && Identifier.IsEnd(text, end);
        return isOne && !IsCut(text, place, end - place) ? new(kind, end - place) : null;
    }

    // An address that begins within the name and goes beyond it, as in web-10.1.2.3.
    static bool IsCut(ReadOnlySpan<char> text, int place, int length)
    {
        for (var i = place; i < place + length; i++)
            if (Identifier.AddressAt(text, i) is { } address && i + address.Characters > place + length) return true;
        return false;
    }
}
