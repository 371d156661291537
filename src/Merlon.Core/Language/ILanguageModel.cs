namespace Merlon.Language;

/// <summary>A language model: it proposes, and is never trusted.</summary>
public interface ILanguageModel
{
    /// <summary>As <c>--model</c> took it.</summary>
    string Name { get; }

    /// <summary>Asks once; that the model is down, slow or out of memory is told in the reply.</summary>
    /// <exception cref="OperationCanceledException">The user ended it.</exception>
    ModelReply Answer(ModelPrompt prompt, CancellationToken end = default);
}
