using System.Text.Json;
using Merlon.Context;
using Merlon.Detection;
using Merlon.Language;
using Merlon.Rules;
using Microsoft.Extensions.AI;

namespace Merlon.Host.Models;

/// <summary>Takes a piece of an answer as it comes.</summary>
/// <param name="isAnew">What was heard before turned out to be no part of the answer.</param>
public delegate void HearAnswer(string text, bool isAnew);

/// <summary>
/// A language model behind any <see cref="IChatClient"/>: asked again while that may help, within limits of time, and
/// never an exception but that of the user.
/// </summary>
/// <param name="name">As <c>--model</c> took it.</param>
/// <param name="place">Where it is, for people; empty where there is nothing to tell.</param>
public sealed class ChatModel(
    IChatClient client, string name, string place, ModelSettings settings, ModelPatience patience, TimeProvider clock,
    HearAnswer? hear = null) : ILanguageModel, IDisposable
{
    bool _refusesForms;

    public string Name => name;

    public ModelReply Answer(ModelPrompt prompt, CancellationToken end = default) =>
        Task.Run(() => Asked(prompt, end), end).GetAwaiter().GetResult();

    public void Dispose() => client.Dispose();

    async Task<ModelReply> Asked(ModelPrompt prompt, CancellationToken end)
    {
        var began = clock.GetTimestamp();
        var draws = new UniformDraws((ulong)settings.Seed);
        var isHeard = false;
        for (var attempt = 1; ; attempt++)
        {
            var answer = new AnswerSoFar(hear, isHeard);
            var failure = await Failure(answer, prompt, patience.InAll - clock.GetElapsedTime(began), end);
            var reply = answer.Reply();
            isHeard |= reply.Text != "";
            if (failure is null) return reply with { IsHeldToForm = prompt.Form is not null && !_refusesForms };
            if (failure.IsRefusal && prompt.Form is not null && !_refusesForms)
            {
                _refusesForms = true;
                attempt--;
                continue;
            }

            var pause = ModelPatience.Pause(attempt, draws);
            if (failure.RetryAfter is { } asked && asked > pause) pause = asked;
            var isLast = !failure.MayPass || attempt >= patience.Attempts;
            if (isLast || pause >= patience.InAll - clock.GetElapsedTime(began))
                return reply with { Fault = Fault(failure, attempt, isLast ? null : pause) };

            await Task.Delay(pause, clock, end);
        }
    }

    // Null when the answer is whole.
    async Task<ModelServerException?> Failure(
        AnswerSoFar answer, ModelPrompt prompt, TimeSpan left, CancellationToken end)
    {
        var time = left < patience.Answer ? left : patience.Answer;
        using var limit = new CancellationTokenSource(time > TimeSpan.Zero ? time : TimeSpan.FromTicks(1), clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(end, limit.Token);
        try
        {
            var updates = client.GetStreamingResponseAsync(Messages(prompt), Options(prompt), both.Token);
            await foreach (var update in updates) answer.Add(update);
            return answer.Failure();
        }
        catch (Exception e) when (Reason(e, time, end) is { } reason)
        {
            return answer.HasEnded ? answer.Failure() : reason;
        }
    }

    // Null when the user ended it. What a server sends may be anything, and packages throw as they like over it.
    static ModelServerException? Reason(Exception e, TimeSpan time, CancellationToken end) => e switch
    {
        ModelServerException own => own,
        ModelException => new(e.Message, e),
        IOException or HttpRequestException => new("broke off in mid-answer", e) { MayPass = true },
        OperationCanceledException when !end.IsCancellationRequested =>
            new($"gave no whole answer within {Text(time)}; expected a faster model, or --model-timeout", e),
        OperationCanceledException => null,
        _ => new($"sent what cannot be read ({e.GetType().Name}); is it a model server?", e),
    };

    string Fault(ModelServerException failure, int attempts, TimeSpan? pause)
    {
        var where = place == "" ? name : $"{name} at {place}";
        var asked = pause is { } wait ? $" (asks to wait for {Text(wait)}, which is too long)"
            : attempts > 1 ? $" (asked {attempts} times)" : "";
        return VisibleText.Of($"{where}: {failure.Message}{asked}");
    }

    static string Text(TimeSpan time) => Durations.Print(TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds)));

    static List<ChatMessage> Messages(ModelPrompt prompt)
    {
        var messages = new List<ChatMessage>();
        if (prompt.System != "") messages.Add(new(ChatRole.System, prompt.System));
        foreach (var turn in prompt.Turns)
            messages.Add(new(turn.Speaker is Speaker.User ? ChatRole.User : ChatRole.Assistant, turn.Text));
        return messages;
    }

    ChatOptions Options(ModelPrompt prompt)
    {
        var options = new ChatOptions
        {
            Temperature = (float)settings.Temperature,
            Seed = settings.Seed,
            MaxOutputTokens = settings.NewTokens,
            AdditionalProperties = new()
            {
                [ModelOptionKeys.ContextSize] = (double)settings.ContextSize,
                [ModelOptionKeys.RepetitionPenalty] = settings.RepetitionPenalty,
            },
        };
        if (prompt.Form is not { } form || _refusesForms) return options;

        options.AdditionalProperties[ModelOptionKeys.Grammar] = form.Grammar;
        using var schema = JsonDocument.Parse(form.Schema);
        options.ResponseFormat = ChatResponseFormat.ForJsonSchema(schema.RootElement.Clone(), "answer");
        return options;
    }
}
