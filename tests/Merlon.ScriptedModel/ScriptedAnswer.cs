namespace Merlon.ScriptedModel;

/// <summary>Where a server puts what a model thinks.</summary>
public enum ThinkingPlace : byte
{
    /// <summary><c>thinking</c> of Ollama, <c>reasoning_content</c> of the others.</summary>
    Field,

    /// <summary><c>reasoning</c>, as some servers call it.</summary>
    OtherField,

    /// <summary>Between tags, in the text.</summary>
    Tags,
}

/// <summary>What a server answers, and how it goes wrong.</summary>
public sealed record ScriptedAnswer
{
    public string Text { get; init; } = "";
    public string Thinking { get; init; } = "";
    public ThinkingPlace ThinkingIn { get; init; }
    public string FinishReason { get; init; } = "stop";
    public int PromptTokens { get; init; } = 7;
    public int AnswerTokens { get; init; } = 11;

    /// <summary>So many characters come at once.</summary>
    public int Piece { get; init; } = 5;

    public int Status { get; init; } = 200;

    /// <summary>Null for what the protocol has.</summary>
    public string? ContentType { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>All of the body, instead of an answer; null for an answer.</summary>
    public string? Body { get; init; }

    /// <summary>An error instead of an answer, or after the text where the status is 200.</summary>
    public string? Error { get; init; }

    /// <summary>The connection is cut after so many bytes of the body.</summary>
    public int? CutAt { get; init; }

    /// <summary>The text comes again and again, until the client has enough.</summary>
    public bool IsEndless { get; init; }

    /// <summary>Nothing is answered before this.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Task Begin { get; init; } = Task.CompletedTask;

    /// <summary>The last of it is not sent before this.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Task Finish { get; init; } = Task.CompletedTask;
}
