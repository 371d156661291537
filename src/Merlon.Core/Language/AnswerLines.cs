using System.Text.Json;
using System.Text.RegularExpressions;

namespace Merlon.Language;

/// <summary>A line of an answer that says something to Merlon.</summary>
/// <param name="Text">A rule without the shell's words before it, or what is asked.</param>
public readonly record struct AnswerLine(string Text, bool IsQuestion);

/// <summary>
/// The lines of an answer that are meant to be rules or questions, out of whatever stands around them: prose, code
/// fences, lists, the name of a program, JSON.
/// </summary>
public static partial class AnswerLines
{
    const int MostLines = 4_096, LongestLine = 4_096, MostTries = 8;

    public static IReadOnlyList<AnswerLine> Of(string text) => OfJson(text) ?? OfText(text);

    // The first object that has rules or questions.
    static List<AnswerLine>? OfJson(string text)
    {
        var start = text.IndexOf('{', StringComparison.Ordinal);
        for (var tries = 0; start >= 0 && tries < MostTries; tries++, start = text.IndexOf('{', start + 1))
        {
            if (OfObject(Balanced(text, start)) is { Count: > 0 } lines) return lines;
        }

        return null;
    }

    static List<AnswerLine> OfObject(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new() { MaxDepth = 8 });
            return
            [
                .. Strings(json.RootElement, "rules").SelectMany(OfText),
                .. Strings(json.RootElement, "ask").Select(question => new AnswerLine(question.Trim(), true)),
            ];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)   // of half a character
        {
            return [];
        }
    }

    // From one brace to the one that closes it.
    static string Balanced(string text, int start)
    {
        var (depth, isQuoted) = (0, false);
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] is '"' && text[i - 1] is not '\\') isQuoted = !isQuoted;
            if (isQuoted) continue;
            if (text[i] is '{') depth++;
            if (text[i] is '}' && --depth == 0) return text[start..(i + 1)];
        }

        return text[start..];
    }

    static IEnumerable<string> Strings(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) ? Strings(value) : [];

    static IEnumerable<string> Strings(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(one => Strings(one.Value)),
        _ => [],
    };

    static List<AnswerLine> OfText(string text)
    {
        var lines = new List<AnswerLine>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (lines.Count >= MostLines) break;
            if (line.Length <= LongestLine) lines.AddRange(OfLine(line.ToString()));
        }

        return lines;
    }

    static IEnumerable<AnswerLine> OfLine(string line)
    {
        var bare = Bare(line);
        if (Question().Match(bare) is { Success: true } question) return [new(question.Groups[1].Value.Trim(), true)];
        if (Command().Match(bare) is { Success: true } command) return [new(Rest(bare[command.Length..]), false)];
        if (LooksLikeRule(bare)) return [new(Rest(bare), false)];

        // In prose a rule ends with its target, and in quotes with them.
        var quoted = Quoted().Matches(line).Select(match => Bare(match.Groups[1].Value))
            .Where(part => LooksLikeRule(part) || Command().IsMatch(part)).ToList();
        return quoted.Count > 0
            ? quoted.SelectMany(OfLine)
            : Inline().Matches(line).Select(match => new AnswerLine(match.Value, false));
    }

    // Without the marks of lists and code, and without what ends a statement elsewhere.
    static string Bare(string line)
    {
        var bare = ListMark().Replace(line.Trim(), "").Trim();
        return bare.Trim('`', '\'', ',', ';', ' ').Trim('"', '“', '”');
    }

    // A comment of the shell's behind it is no part of a rule.
    static string Rest(string text)
    {
        var rest = Table().Replace(text.Trim(), "").Trim();
        var comment = rest.IndexOf(" #", StringComparison.Ordinal);
        var isQuoted = comment >= 0 && rest[..comment].Count(c => c is '"') % 2 == 1;
        return comment < 0 || isQuoted ? rest : rest[..comment].TrimEnd(' ', ';');
    }

    static bool LooksLikeRule(string text) => RuleBegins().IsMatch(text);

    [GeneratedRegex(@"^ASK[:\s]+(.+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Question();

    [GeneratedRegex(@"^[$#]?\s*(?:sudo\s+)?(?:/\S*/)?ip6?tables(?:-legacy|-nft)?(?=\s+-)")]
    private static partial Regex Command();

    [GeneratedRegex(@"^\s*(?:-w(?:\s+\d+)?\s+)?(?:-t|--table)\s+filter\b")]
    private static partial Regex Table();

    [GeneratedRegex(@"^(?:--append|--insert|-[AI])\b|^(?:-[sdpmj]|--(?:source|destination|protocol|jump))\s.*-j\s")]
    private static partial Regex RuleBegins();

    [GeneratedRegex(@"^(?:[*•+]\s+|\(?\d{1,3}[.):]\s+|-\s+(?=\S))+")]
    private static partial Regex ListMark();

    [GeneratedRegex("`+([^`]+)`+")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?:--append|--insert|-[AI])\s+[A-Z]\S*\s.*?\s(?:-j|--jump)\s+[A-Za-z]+")]
    private static partial Regex Inline();
}
