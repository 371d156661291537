using Merlon.Language;
using Microsoft.Extensions.AI;

namespace Merlon.Host.Models;

/// <summary>One answer of a model as it comes, its thinking told apart.</summary>
/// <param name="hear">Takes it as it comes.</param>
/// <param name="takesBack">Whether something of an answer that came to nothing was heard before.</param>
sealed class AnswerSoFar(HearAnswer? hear, bool takesBack)
{
    readonly Thinking _thinking = new();
    UsageDetails? _usage;   // the last that was told is the whole
    ChatFinishReason? _end;
    bool _isEnded, _takesBack = takesBack;

    /// <summary>Whether the model said that it is done; what comes then matters no more.</summary>
    public bool HasEnded => _end is not null;

    public void Add(ChatResponseUpdate update)
    {
        foreach (var content in update.Contents)
        {
            if (content is TextReasoningContent thought) _thinking.AddThought(thought.Text);
            else if (content is TextContent text) _thinking.Add(text.Text);
            else if (content is UsageContent usage) _usage = usage.Details;
        }

        _end = update.FinishReason ?? _end;
        Tell();
    }

    /// <summary>What came so far.</summary>
    public ModelReply Reply()
    {
        if (!_isEnded) _thinking.End();
        _isEnded = true;
        Tell();
        return new(_thinking.Answer, _thinking.Thought, _usage?.InputTokenCount, _usage?.OutputTokenCount)
        {
            IsCutOff = _end == ChatFinishReason.Length || _thinking.IsFull,
        };
    }

    /// <summary>Why this is no answer, now that nothing more comes; null when it is one.</summary>
    public ModelServerException? Failure()
    {
        if (_end is null) return new("broke off in mid-answer") { MayPass = true };
        if (_end == ChatFinishReason.ContentFilter) return new("withheld the answer");
        if (Reply() is not { Text: "" } reply) return null;
        if (!reply.IsCutOff) return new($"{(reply.Thinking == "" ? "" : "thought, but ")}answered nothing");
        return new("had no room for an answer; expected more --new-tokens, or a larger --context-size");
    }

    void Tell()
    {
        if (hear is null) return;

        var told = _thinking.Told(out var isAnew);
        if (told == "" && !isAnew) return;

        hear(told, isAnew || _takesBack);
        _takesBack = false;
    }
}
