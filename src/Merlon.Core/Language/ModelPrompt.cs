using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Merlon.Language;

/// <summary>What a language model is asked, and the form that its answer is to have.</summary>
/// <param name="Turns">What was said so far, the last of it by the user.</param>
/// <param name="Form">Null for whatever the model writes.</param>
public sealed record ModelPrompt(string System, ImmutableArray<Turn> Turns, AnswerForm? Form);

/// <summary>One message of a conversation.</summary>
public sealed record Turn(Speaker Speaker, string Text);

public enum Speaker : byte
{
    User,
    Model,
}

/// <summary>What an answer may look like, for whichever way a backend has to hold a model to it.</summary>
/// <param name="Grammar">llama.cpp's GBNF, whose first rule is <c>root</c>.</param>
/// <param name="Schema">JSON Schema, for backends that know no grammars.</param>
public sealed record AnswerForm(string Grammar, string Schema)
{
    /// <summary>
    /// The same form with other addresses and prefixes, by what is to stand for each; null where it names none.
    /// </summary>
    /// <remarks>In the form itself they are escaped, and nobody would find all of them.</remarks>
    [JsonIgnore]
    public Func<Func<string, string>, AnswerForm>? Readdressed { get; init; }
}

/// <summary>What a language model answered.</summary>
/// <param name="Text">Without its thinking; of a fault, what had come until then.</param>
/// <param name="Thinking">What it thought aloud; empty for nothing.</param>
/// <param name="PromptTokens">Null where the backend does not tell.</param>
/// <param name="AnswerTokens">Thinking included; null where the backend does not tell.</param>
public sealed record ModelReply(string Text, string Thinking, long? PromptTokens, long? AnswerTokens)
{
    /// <summary>Why there is no whole answer, in one line; null when there is one.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether it ended since there was no room for more.</summary>
    public bool IsCutOff { get; init; }

    /// <summary>Whether the backend took the form that was asked for, and so the answer has it.</summary>
    public bool IsHeldToForm { get; init; }
}
