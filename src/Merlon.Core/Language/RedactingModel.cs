using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Merlon.Language;

/// <summary>A language model that is told pseudonyms only, and whose answers speak of what they stand for.</summary>
/// <remarks>The form of the answer is redacted as well, so that the pseudonyms are what it allows.</remarks>
public sealed partial class RedactingModel(ILanguageModel model, Redaction redaction) : ILanguageModel
{
    public string Name => model.Name;

    public ModelReply Answer(ModelPrompt prompt, CancellationToken end = default)
    {
        if (Redacted(prompt) is not { } redacted)
        {
            return new("", "", null, null)
            {
                Fault = $"more than {Redaction.MostPseudonyms:N0} names and addresses in one session; "
                    + "expected fewer: ask about a part, or without redaction",
            };
        }

        var reply = model.Answer(redacted, end);
        return reply with
        {
            Text = redaction.Restore(reply.Text),
            Thinking = redaction.Restore(reply.Thinking),
            Fault = reply.Fault is { } fault ? redaction.Restore(fault) : null,
        };
    }

    ModelPrompt? Redacted(ModelPrompt prompt)
    {
        var turns = prompt.Turns.Select(turn => (turn.Speaker, Text: redaction.Redact(turn.Text))).ToList();
        var (system, form) = (redaction.Redact(prompt.System), prompt.Form);
        var grammar = InLiterals(Grammar(), form?.Grammar ?? "");
        var schema = InLiterals(Schema(), form?.Schema ?? "");
        if (system is null || grammar is null || schema is null || turns.Any(turn => turn.Text is null)) return null;

        var told = turns.Select(turn => new Turn(turn.Speaker, turn.Text!)).ToImmutableArray();
        return new(system, told, form is null ? null : new(grammar, schema));
    }

    // A rule of a grammar, and a property of a schema, keeps its name, even if there is a user root.
    string? InLiterals(Regex parts, string form)
    {
        var isWhole = true;
        var redacted = parts.Replace(form, part => part.Groups["text"].Success ? Text(part.Value) : part.Value);
        return isWhole ? redacted : null;

        string Text(string literal)
        {
            var text = redaction.Redact(literal);
            isWhole &= text is not null;
            return text ?? "";
        }
    }

    // Sets of characters may hold quotes.
    [GeneratedRegex("""\[(?:[^\]\\]|\\.)*\]|(?<text>#[^\n]*|"(?:[^"\\]|\\.)*")""", RegexOptions.Singleline)]
    private static partial Regex Grammar();

    [GeneratedRegex("""(?<name>"(?:[^"\\]|\\.)*"\s*:)|(?<text>"(?:[^"\\]|\\.)*")""", RegexOptions.Singleline)]
    private static partial Regex Schema();
}
