namespace Merlon.Language;

/// <summary>
/// How many tokens a text may come to, before any model has seen it: rather too many than too few, since vocabularies
/// differ. Many have each digit and each mark as a token of its own, and words in pieces of a few letters.
/// </summary>
public static class TokenEstimate
{
    const int LettersOfOne = 5;

    public static int Of(ReadOnlySpan<char> text)
    {
        var (tokens, letters) = (0, 0);
        foreach (var c in text) tokens += Next(c, ref letters);
        return tokens;
    }

    /// <summary>As much of a text, from its beginning, as has room in so many tokens.</summary>
    public static string Prefix(string text, int most)
    {
        var (tokens, letters, length) = (0, 0, 0);
        while (length < text.Length && (tokens += Next(text[length], ref letters)) <= most) length++;
        if (length is > 0 && char.IsHighSurrogate(text[length - 1])) length--;
        return text[..length];
    }

    // A blank belongs to the word behind it.
    static int Next(char c, ref int letters)
    {
        letters = char.IsAsciiLetter(c) ? letters + 1 : 0;
        return letters > 0 ? letters % LettersOfOne == 1 ? 1 : 0
            : c is ' ' ? 0
            : char.IsAscii(c) ? 1
            : 2;
    }
}
