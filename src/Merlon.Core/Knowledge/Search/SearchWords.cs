using System.Collections.Frozen;

namespace Merlon.Knowledge.Search;

/// <summary>
/// The words of a text that tell something: letters and digits, in small letters, without the commonest.
/// </summary>
public static class SearchWords
{
    const int Longest = 40;

    // What English has everywhere, and ATT&CK in almost every text.
    static readonly FrozenSet<string> Common = (
        "a about after all also an and any are as at be been before between both but by can could did do does done each"
        + " etc even every for from had has have having he her his how i if in into is it its just may might more most"
        + " much must my new no not now of off on one only or other our out over own per same see she so some such than"
        + " that the their them then there these they this those through to too under until up use used uses using via"
        + " was we were what when where which while who whom whose why will with within without would you your"
        + " adversary adversaries").Split(' ').ToFrozenSet();

    static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> IsCommon =
        Common.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>As they stand, each as often as it is there.</summary>
    public static IEnumerable<string> Of(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var length = 0;
            while (start + length < text.Length && char.IsLetterOrDigit(text[start + length])) length++;
            if (Kept(text.AsSpan(start, length)) is { } word) yield return word;
            start += length + 1;
        }
    }

    /// <summary>In the form that all their endings share.</summary>
    public static IEnumerable<string> Stems(string text) => Of(text).Select(Stem);

    static string? Kept(ReadOnlySpan<char> word)
    {
        if (word.Length is 0 or > Longest) return null;

        Span<char> small = stackalloc char[word.Length];
        word.ToLowerInvariant(small);
        return IsCommon.Contains(small) ? null : small.ToString();
    }

    /// <summary>
    /// Without a plural's s (Harman, How effective is suffixing?, 1991), then without -ing, -ed, -ion and -e, where
    /// four letters are left.
    /// </summary>
    static string Stem(string word)
    {
        if (word.EndsWith("ies", StringComparison.Ordinal) && word.Length > 4) word = word[..^3] + "y";
        else if (word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal)
            && !word.EndsWith("us", StringComparison.Ordinal) && word.Length > 3) word = word[..^1];
        foreach (var ending in (ReadOnlySpan<string>)["ing", "ion", "ed", "e"])
        {
            if (word.Length - ending.Length < 4 || !word.EndsWith(ending, StringComparison.Ordinal)) continue;

            word = word[..^ending.Length];
            return word[^1] == word[^2] && word[^1] is not ('l' or 's' or 'z') ? word[..^1] : word;   // scann
        }

        return word;
    }
}
