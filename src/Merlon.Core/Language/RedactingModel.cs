using System.Collections.Immutable;

namespace Merlon.Language;

/// <summary>A language model that is told pseudonyms only, and whose answers speak of what they stand for.</summary>
/// <remarks>The form of the answer has pseudonyms as well, so that they are what it allows.</remarks>
public sealed class RedactingModel(ILanguageModel model, Redaction redaction) : ILanguageModel
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
        var isWhole = true;
        ImmutableArray<Turn> turns = [.. prompt.Turns.Select(turn => turn with { Text = Told(turn.Text) })];
        var redacted = new ModelPrompt(
            Told(prompt.System), turns, prompt.Form?.Readdressed is { } form ? form(Told) : prompt.Form);
        return isWhole ? redacted : null;

        string Told(string text)
        {
            var told = redaction.Redact(text);
            isWhole &= told is not null;
            return told ?? "";
        }
    }
}
