using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;

namespace Merlon.Host.Models.Llama;

/// <summary>
/// A GGUF file run by llama.cpp in this process. It answers one conversation at a time; the others wait.
/// </summary>
public sealed class LlamaModel : StreamingClient
{
    /// <summary>In <see cref="ChatOptions.AdditionalProperties"/>: a grammar, in GBNF.</summary>
    public const string GrammarKey = "grammar";

    /// <summary>In <see cref="ChatOptions.AdditionalProperties"/>: a number, 1 for no penalty.</summary>
    public const string RepetitionPenaltyKey = "repeat_penalty";

    const int MostContext = 1 << 24;

    readonly LlamaContext _context;
    readonly ModelSettings _settings;
    readonly string _name;
    readonly SemaphoreSlim _turn = new(1);
    bool _isDisposed;

    LlamaModel(LlamaContext context, ModelSettings settings, string name)
        : base(new("llama.cpp", defaultModelId: name)) => (_context, _settings, _name) = (context, settings, name);

    /// <summary>Half of the cores: a thread that has to wait for its core holds up all others.</summary>
    public static int UsualThreads => Math.Max(1, Environment.ProcessorCount / 2);

    /// <param name="threads">Null for <see cref="UsualThreads"/>.</param>
    /// <exception cref="ModelException">It cannot be had.</exception>
    public static LlamaModel Open(string path, ModelSettings settings, int? threads = null)
    {
        if (settings.ContextSize is < 1 or > MostContext)
            throw new ModelException(
                $"a context of {settings.ContextSize:N0} tokens; expected 1 to {MostContext:N0}", ModelFault.Prompt);
        var context = LlamaContext.Open(path, settings.ContextSize, Math.Max(1, threads ?? UsualThreads));
        return new(context, settings, Path.GetFileName(path));
    }

    /// <summary>The largest context of a file's model; null where it cannot be read, and opening it says why.</summary>
    public static int? TrainedOn(string path)
    {
        try
        {
            return GgufReader.Read(path).TrainedOn;
        }
        catch (ModelException)
        {
            return null;
        }
    }

    /// <exception cref="ModelException">It is asked for more than it can give, or its file is damaged.</exception>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            using var answer = Answer([.. Instructions(options), .. messages], options);
            while (!answer.IsDone)
            {
                var text = await Task.Run(() => answer.Next(cancellationToken), cancellationToken);
                if (text != "") yield return Update(new TextContent(text));
            }

            var usage = Update(new UsageContent(Usage(answer)));
            usage.FinishReason = answer.IsCutOff ? ChatFinishReason.Length : ChatFinishReason.Stop;
            yield return usage;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>What the model sees of a text that somebody said.</summary>
    public IReadOnlyList<int> Tokenize(string text) => _context.Vocabulary.Tokens(text, mayHoldControl: false);

    public string Detokenize(IEnumerable<int> tokens) =>
        Encoding.UTF8.GetString([.. tokens.SelectMany(token => _context.Vocabulary.Piece(token).ToArray())]);

    /// <summary>Waits for an answer that is under way.</summary>
    public override void Dispose()
    {
        _turn.Wait();
        if (!_isDisposed) _context.Dispose();
        _isDisposed = true;
        _turn.Release();
    }

    LlamaAnswer Answer(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var prompt = ChatPrompt.Tokens(_context, messages);
        var room = _context.Size - prompt.Length;
        if (room <= 0)
            throw new ModelException($"the prompt has {prompt.Length:N0} tokens; the context has room for "
                + $"{_context.Size:N0}, the answer included", ModelFault.Prompt);

        var chooser = new TokenChooser(
            options?.Temperature ?? _settings.Temperature,
            Given<double?>(RepetitionPenaltyKey) ?? _settings.RepetitionPenalty,
            options?.Seed ?? _settings.Seed);
        var grammar = Given<string>(GrammarKey) is { } text ? LlamaGrammar.Open(_context.Vocabulary, text) : null;
        return new(_context, prompt, chooser, grammar,
            Math.Min(room, Math.Max(1, options?.MaxOutputTokens ?? _settings.NewTokens)));

        T? Given<T>(string key) =>
            options?.AdditionalProperties?.TryGetValue<T>(key, out var value) is true ? value : default;
    }

    static IEnumerable<ChatMessage> Instructions(ChatOptions? options) =>
        options?.Instructions is { Length: > 0 } words ? [new(ChatRole.System, words)] : [];

    static UsageDetails Usage(LlamaAnswer answer) => new()
    {
        InputTokenCount = answer.PromptTokens,
        OutputTokenCount = answer.AnswerTokens,
        TotalTokenCount = answer.PromptTokens + answer.AnswerTokens,
    };

    ChatResponseUpdate Update(AIContent content) =>
        new(ChatRole.Assistant, [content]) { ModelId = _name };
}
