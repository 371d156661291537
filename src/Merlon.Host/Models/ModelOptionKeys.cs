namespace Merlon.Host.Models;

/// <summary>What stands among the additional properties of what an <c>IChatClient</c> is asked.</summary>
static class ModelOptionKeys
{
    /// <summary>GBNF that the answer keeps to.</summary>
    public const string Grammar = "grammar";

    /// <summary>A number, 1 for none.</summary>
    public const string RepetitionPenalty = "repeat_penalty";

    /// <summary>Tokens of prompt and answer together.</summary>
    public const string ContextSize = "num_ctx";
}
