using System.Globalization;
using System.Text;

namespace Merlon.Flows;

/// <summary>What is known of a flow's intent.</summary>
public enum Label : byte
{
    /// <summary>Nobody said anything: no label column, or an empty cell.</summary>
    None,

    Benign,
    Malicious,

    /// <summary>Said to be of unknown intent ("Background"): traffic, but never scored.</summary>
    Background,
}

/// <summary>The spellings of labels. Datasets agree on none, so each cell is held against all of them.</summary>
public static class LabelWords
{
    // The beginnings of words, in lower case.
    // (The last two are what CICFlowMeter writes when it was not told.)
    static readonly string[] Empty =
        ["", "-", "?", "(empty)", "nan", "none", "null", "n/a", "no label", "needmanuallabel"];
    // In CTU's files, flows *to* a botnet or a normal host come from strangers and are neither.
    static readonly string[] Background = ["background", "unknown", "unlabel", "undefined", "to-", "from-background"];
    static readonly string[] Benign =
    [
        "benign", "normal", "legit", "from-normal", "from_normal", "from-benign", "from_benign", "clean", "good",
        "non-malicious", "non malicious", "not malicious", "not an attack", "no attack", "false positive", "innocuous",
        "inlier", "negative",
    ];

    // Words that say malicious and name no kind of attack.
    static readonly string[] Malicious =
    [
        "malicious", "botnet", "attack", "anomaly", "anomalous", "anomal", "intrusion", "malware", "bad", "positive",
        "outlier", "yes",
    ];

    /// <summary>
    /// Reads one cell. <paramref name="attack"/> is the kind of attack when the cell names one ("DDoS", "PortScan")
    /// instead of saying malicious; any word that is neither benign nor background is taken as such a name.
    /// </summary>
    public static Label Read(ReadOnlySpan<byte> cell, out string? attack)
    {
        attack = null;
        var text = Clean(cell.Trim(" \t\r\n\""u8));
        var word = text.ToLowerInvariant();
        if (word.StartsWith("flow=", StringComparison.Ordinal)) word = word[5..];   // CTU's Argus files

        if (Empty.Contains(word)) return Label.None;
        if (word is "0" or "0.0" or "false" or "no" or "ok") return Label.Benign;
        if (word is "1" or "1.0" or "true") return Label.Malicious;

        if (StartsWithAny(word, Background)) return Label.Background;
        if (StartsWithAny(word, Benign)) return Label.Benign;

        if (!Malicious.Contains(word)) attack = text[^word.Length..];
        return Label.Malicious;
    }

    /// <summary>The most bytes of a text that <see cref="Clean"/> looks at.</summary>
    public const int MostBytes = 4 * MostCharacters;

    const int MostCharacters = 80;

    /// <summary>
    /// Text from a log as it may be shown: trimmed, at most 80 characters, a question mark for each that steers a
    /// terminal, or that people do not see.
    /// </summary>
    public static string Clean(ReadOnlySpan<byte> cell)
    {
        cell = cell.Trim(" \t\r\n"u8);
        var text = new StringBuilder(Math.Min(cell.Length, MostCharacters));
        foreach (var rune in Encoding.UTF8.GetString(cell[..Math.Min(cell.Length, MostBytes)]).EnumerateRunes())
        {
            var shown = rune.Value is '–' or '—' ? new('-') : IsSeen(rune) ? rune : new('?');
            if (text.Length + shown.Utf16SequenceLength > MostCharacters) break;
            text.Append(shown);
        }

        return text.ToString().TrimEnd(' ');   // what stood behind it may be cut off
    }

    static bool IsSeen(Rune rune) => rune.Value is ' '
        || (rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune)
            is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.PrivateUse or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator));

    static bool StartsWithAny(string word, string[] beginnings) =>
        Array.Exists(beginnings, beginning => word.StartsWith(beginning, StringComparison.Ordinal));
}
