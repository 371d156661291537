using System.Text;

namespace Merlon.Host.Models.Llama;

/// <summary>An answer as it comes, token by token.</summary>
/// <param name="most">Tokens, if it does not end before.</param>
sealed class LlamaAnswer(
    LlamaContext context, int[] prompt, TokenChooser chooser, LlamaGrammar? grammar, int most) : IDisposable
{
    readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    int _last;

    public int PromptTokens => prompt.Length;

    /// <summary>The token that ends it is not counted.</summary>
    public int AnswerTokens { get; private set; }

    public bool IsDone { get; private set; }

    /// <summary>It ended since there was no room for more.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>What the next token adds to the text; perhaps nothing yet.</summary>
    public string Next(CancellationToken end)
    {
        if (AnswerTokens == 0) Begin(end);
        else context.Read([_last], end);

        // No token may follow only where a grammar is at its end, and no token says so.
        if (chooser.Choose(context.Logits, grammar) is not { } token) return End(grammar is null ? Nonsense() : false);
        if (context.Vocabulary.IsEnd(token)) return End(isCutOff: false);

        grammar?.Accept(token);
        chooser.Hear(token);
        _last = token;
        AnswerTokens++;
        var text = Text(context.Vocabulary.Piece(token), isLast: false);
        return AnswerTokens < most ? text : text + End(isCutOff: true);
    }

    public void Dispose() => grammar?.Dispose();

    void Begin(CancellationToken end)
    {
        context.Forget();
        foreach (var token in prompt) chooser.Hear(token);
        context.Read(prompt, end);
    }

    string End(bool isCutOff)
    {
        (IsDone, IsCutOff) = (true, isCutOff);
        return Text([], isLast: true);
    }

    // Letters may come in several tokens, and from a bad model not at all.
    string Text(ReadOnlySpan<byte> piece, bool isLast)
    {
        Span<char> text = stackalloc char[piece.Length + 4];
        var count = _decoder.GetChars(piece, text, isLast);
        return new(text[..count]);
    }

    static bool Nonsense() =>
        throw new ModelException("the model gives no numbers; its file is damaged", ModelFault.File);
}
