using System.Text.RegularExpressions;
using Merlon.RootCause.Logs;
using Merlon.Rules;

namespace Merlon.RootCause.Reports;

/// <summary>Finds what attackers write into logs to steer those who read them, people or machines.</summary>
public static partial class InjectionFinder
{
    const int MostTold = 10;

    static readonly EventField[] Written = [EventField.Reason, EventField.User];

    public static IEnumerable<Claim> In(IEnumerable<LogEvent> lines)
    {
        var found = 0;
        foreach (var line in lines)
        {
            foreach (var field in Written)
            {
                if (field.Of(line) is not { } text || Kind(text) is not { } kind || found++ >= MostTold) continue;
                var says = new Sentence();
                says.Told(line, field);
                yield return says.Says($"a {EventFields.NameOf(field)} holds {kind}: it is shown, and not obeyed");
            }

            foreach (var (name, text) in new[] { ("URL", line.Url), ("user agent", line.Agent) })
            {
                if (text is not null && Kind(text) is { } kind && found++ < MostTold)
                    yield return new($"a {name} holds {kind}: it is shown nowhere, and not obeyed",
                        [new Assertion.Counts(1, [line.Place])]);
            }
        }
    }

    /// <summary>What a text would do to its reader; null for nothing.</summary>
    public static string? Kind(string text)
    {
        if (text.EnumerateRunes().Any(VisibleText.IsUnseen)) return "what steers a terminal or hides text";
        if (Instructions().IsMatch(text)) return "instructions to a language model";
        if (Markup().IsMatch(text)) return "markup of HTML";
        if (Links().IsMatch(text)) return "a link or a picture of Markdown";
        return Templates().IsMatch(text) ? "tokens of a template" : text.Contains('|', StringComparison.Ordinal)
            ? "bars of a table" : null;
    }

    [GeneratedRegex(@"\b(?:ignore|disregard|forget|override)\b.{0,40}"
        + @"\b(?:instructions?|rules?|prompts?|above|previous)\b"
        + @"|\b(?:system|assistant|user|ai|llm|gpt)\s*:|system prompt|new instructions|as an ai\b|language model"
        + @"|\b(?:say|answer|report|conclude|respond|reply|write)\b.{0,30}"
        + @"\b(?:no.incident|the cause|nothing|benign|safe)\b"
        + @"|you are (?:now|an? )|</?(?:system|assistant|user)>|\[/?INST\]|<\|",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 500)]
    private static partial Regex Instructions();

    [GeneratedRegex("<[a-z!/][^>]*>?|javascript:|&#", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 500)]
    private static partial Regex Markup();

    [GeneratedRegex(@"!?\[[^\]]*\]\([^)]*\)|```|https?://", RegexOptions.CultureInvariant, 500)]
    private static partial Regex Links();

    [GeneratedRegex(@"\{\{|\}\}|\$\{|<%|%>|\{%|\$\(|`", RegexOptions.CultureInvariant, 500)]
    private static partial Regex Templates();
}
