using System.Collections.Immutable;
using Merlon.Synthesis;

namespace Merlon.Language;

/// <param name="Attempts">Answers that it may give of one situation, 1 or more.</param>
/// <param name="Calls">Answers in all.</param>
/// <param name="Tokens">Of prompts and answers in all, as far as the backend tells.</param>
/// <param name="IsOnlyLast">Asked at the end alone, when all is known.</param>
/// <param name="PromptTokens">Of one prompt, by <see cref="TokenEstimate"/>: a small context wants short ones.</param>
public sealed record ProposerBounds(int Attempts, int Calls, long Tokens, bool IsOnlyLast, int PromptTokens)
{
    public static readonly ProposerBounds Standard = new(3, 64, 200_000, IsOnlyLast: false, PromptTokens: 7_168);
}

/// <summary>
/// A language model that proposes rules. It may ask about the window, and is told what was wrong, so often and no more;
/// what it proposes is held to its proof as any other rule is.
/// </summary>
/// <param name="isConstrained">Whether the backend is given the form of the answer.</param>
public sealed class ModelProposer(
    ILanguageModel model, ProposerBounds bounds, PromptTemplate template, bool isConstrained = true,
    CancellationToken end = default) : IProposer
{
    const int MostFaultsInARow = 2;

    readonly List<Exchange> _exchanges = [];
    long _tokens;
    int _faultsInARow;

    public string Name => model.Name;

    /// <summary>Every call, in order.</summary>
    public IReadOnlyList<Exchange> Exchanges => _exchanges;

    /// <summary>Calls that brought a whole answer.</summary>
    public int Answers => _exchanges.Count(exchange => exchange.Reply.Fault is null);

    /// <summary>Is told of each call once it is over.</summary>
    public Action<Exchange>? Told { get; init; }

    /// <summary>What proved right in situations like this one; null for nobody who would know.</summary>
    public Func<Consultation, string>? Recall { get; init; }

    bool IsSpent => _exchanges.Count >= bounds.Calls || _tokens >= bounds.Tokens || _faultsInARow >= MostFaultsInARow;

    public void Propose(Consultation consultation)
    {
        if (IsSpent || (bounds.IsOnlyLast && !consultation.IsLast) || consultation.Ways.IsEmpty) return;

        var entries = Recall?.Invoke(consultation) ?? "";
        var dialogue = new RuleDialogue(template, consultation, entries, bounds.PromptTokens);
        for (var attempt = 1; attempt <= bounds.Attempts && !IsSpent; attempt++)
        {
            var mayAsk = attempt < bounds.Attempts;
            var reply = model.Answer(dialogue.Prompt(mayAsk, isConstrained), end);
            _tokens += (reply.PromptTokens ?? 0) + (reply.AnswerTokens ?? 0);
            _faultsInARow = reply.Fault is null ? 0 : _faultsInARow + 1;
            var exchange = dialogue.Hear(reply, attempt);
            _exchanges.Add(exchange);
            Told?.Invoke(exchange);
            if (reply.Fault is not null || exchange.IsSettled) return;
        }
    }
}

/// <summary>One call of a language model, and what came of it.</summary>
/// <param name="Attempt">From 1, of its situation.</param>
/// <param name="Prompt">What it was told last.</param>
/// <param name="Rules">What it proposed, each with what became of it.</param>
/// <param name="Questions">What it asked, each with its answer.</param>
public sealed record Exchange(
    int Attempt, string Prompt, ModelReply Reply, RuleAnswer Answer,
    ImmutableArray<(string Rule, bool IsProven, string Why)> Rules,
    ImmutableArray<(string Question, string Answer)> Questions)
{
    /// <summary>Whether there is nothing left to say: rules, all of them right.</summary>
    public bool IsSettled => Answer.IsValid && Questions.IsEmpty && Rules.All(rule => rule.IsProven);
}
