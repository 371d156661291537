using System.Collections.Immutable;
using Merlon.RootCause.Reports;

namespace Merlon.Language;

/// <summary>
/// Has a language model say in words what a report says in facts, or answer a question from them. What it says is held
/// against the facts, sentence by sentence; what does not hold is dropped.
/// </summary>
/// <param name="room">
/// What an answer that could not be kept, and why, may come to when it asks again: in tokens, by
/// <see cref="TokenEstimate"/>.
/// </param>
public sealed class Narrator(
    ILanguageModel model, PromptTemplate template, bool isConstrained = true, int room = Narrator.StandardRoom)
{
    public const int StandardRoom = 2_000;

    const int Attempts = 2;

    /// <summary>Why there are no words of it, in one line; null when there are.</summary>
    public string? Fault { get; private set; }

    /// <param name="question">Null for the report as a whole.</param>
    /// <returns>Null when the model gave no answer.</returns>
    public Telling? Tell(FactSheet sheet, string? question, CancellationToken end = default)
    {
        Fault = null;
        var check = new TellingCheck(sheet);
        var form = isConstrained ? TellingForm.Of(sheet.Facts.Length) : null;
        var asked = template.Fill("User", ("facts", sheet.Text), ("task", template.Fill(
            question is null ? "Report" : "Question", ("question", question ?? ""))));
        ImmutableArray<Turn> turns = [new(Speaker.User, asked)];
        for (var attempt = 1; ; attempt++)
        {
            var reply = model.Answer(new(template.Fill("System"), turns, form), end);
            if (reply.Fault is { } fault)
            {
                Fault = fault;
                return null;
            }

            var telling = Checked(TellingForm.Read(reply.Text), sheet, check, question);
            if (!telling.Sentences.IsEmpty || attempt == Attempts) return telling;

            var faults = string.Join('\n', telling.Dropped.Select(one => $"{one.Text}: {one.Why}."));
            turns = [turns[0], new(Speaker.Model, TokenEstimate.Prefix(reply.Text, room / 2)),
                new(Speaker.User, template.Fill("Again", ("findings", TokenEstimate.Prefix(faults, room / 2))))];
        }
    }

    Telling Checked(
        IReadOnlyList<CitedSentence> sentences, FactSheet sheet, TellingCheck check, string? question)
    {
        var (told, dropped) = (ImmutableArray.CreateBuilder<ToldSentence>(), new List<(string, string)>());
        foreach (var sentence in sentences)
        {
            var text = sheet.Unmasked(sentence.Text);
            if (check.WhyNot(sentence) is { } why) dropped.Add((text, why));
            else told.Add(new(text, [.. sentence.Facts.Select(number => sheet.Facts[number - 1].Claim).Distinct()]));
        }

        return new(model.Name, question, told.ToImmutable(), [.. dropped]);
    }
}
