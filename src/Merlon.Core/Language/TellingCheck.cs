using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Merlon.Knowledge;
using Merlon.RootCause.Causes;
using Merlon.RootCause.Reports;

namespace Merlon.Language;

/// <summary>
/// Holds a sentence of a language model against the facts that it names: whatever can be looked up must stand in them,
/// and so must every word that would turn what they say round or tell somebody to do something.
/// </summary>
public sealed partial class TellingCheck(FactSheet sheet)
{
    static readonly FrozenDictionary<string, string> NumberWords = new[]
    {
        "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    }.Index().ToFrozenDictionary(word => word.Item, word => $"{word.Index + 2}", StringComparer.OrdinalIgnoreCase);

    // Roots of words that deny, acquit, or order.
    static readonly ImmutableArray<string> Turning =
    [
        "not", "no", "never", "none", "neither", "nor", "without", "cannot", "harmless", "benign", "safe", "legitimate",
        "false", "mistake", "normal", "expected", "authori", "ignor", "disabl", "enabl", "open", "allow", "permit",
        "accept", "delet", "remov", "turn", "stop", "restart", "reboot", "shut", "whitelist", "exclu", "pay", "contact",
        "call", "mail", "visit", "download", "install", "run", "execut", "click", "must", "should", "please", "need",
        "recommend", "trust", "password", "credential", "dozen", "hundred", "thousand", "million", "several", "many",
        "most", "all", "every", "only", "hour", "minute", "day", "week", "month", "year",
    ];

    static readonly ImmutableArray<string> Techniques = [.. TechniqueTable.All.Select(technique => technique.Name)];

    static readonly ImmutableArray<string> Causes = [.. Enum.GetValues<CauseKind>().Select(kind => kind.Name)];

    /// <returns>Why it is dropped; null when it holds.</returns>
    public string? WhyNot(CitedSentence sentence)
    {
        if (sentence.Facts.IsEmpty) return "it names no fact";
        if (sentence.Facts.FirstOrDefault(one => one < 1 || one > sheet.Facts.Length) is not 0 and var number)
            return $"there is no fact {number}";

        var told = string.Join('\n', sentence.Facts.Select(one => sheet.Facts[one - 1].Text));
        var strange = StrangeName(sentence.Text, told) ?? StrangeFigure(sentence.Text, told);
        return strange is not null ? $"\"{strange}\" is not in its facts"
            : StrangeWord(sentence.Text, told) is { } word ? $"\"{word}\" is a word that its facts do not say"
            : null;
    }

    static string? StrangeFigure(string text, string told)
    {
        var known = Figures.In(told).ToHashSet();
        var spelled = Word().Matches(text).Select(word => NumberWords.GetValueOrDefault(word.Value)).OfType<string>();
        return Figures.In(text).Concat(spelled).FirstOrDefault(figure => !known.Contains(figure));
    }

    // Stand-ins, techniques, causes, and what looks like a host's name or an address of the web.
    static string? StrangeName(string text, string told)
    {
        var named = Named().Matches(text).Select(match => match.Value)
            .Concat(Techniques.Where(name => text.Contains(name, StringComparison.OrdinalIgnoreCase)))
            .Concat(Causes.Where(name => text.Contains(name, StringComparison.OrdinalIgnoreCase)));
        return named.FirstOrDefault(name => !told.Contains(name, StringComparison.OrdinalIgnoreCase));
    }

    static string? StrangeWord(string text, string told)
    {
        var known = Word().Matches(told).Select(word => word.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Word().Matches(text).Select(word => word.Value).FirstOrDefault(word =>
            !known.Contains(word) && Turning.Any(root => IsOf(root, word)));
    }

    // A short root is a word of its own: "no" is not in "node".
    static bool IsOf(string root, string word) =>
        word.StartsWith(root, StringComparison.OrdinalIgnoreCase)
        && (word.Length == root.Length
            || (root.Length < 4 ? word.Length == root.Length + 1 && word.EndsWith('s')
                : word.Length <= root.Length + 6));

    [GeneratedRegex(@"[\p{L}']+")]
    private static partial Regex Word();

    [GeneratedRegex(@"NAME-[A-Z]+|T\d{4}(?:\.\d{3})?|\w+://\S+|\b[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b|@\S+|`[^`]*`")]
    private static partial Regex Named();
}
