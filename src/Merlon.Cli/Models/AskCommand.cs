using System.CommandLine;
using System.Diagnostics;
using Merlon.Host.Models;
using Merlon.Language;
using Merlon.Rules;

namespace Merlon.Cli;

/// <summary><c>merlon models ask</c>: a question to a language model, to see that it answers.</summary>
static class AskCommand
{
    const string StandardQuestion = "Say in one sentence what a firewall is.";

    static readonly Argument<string> Question = new("question")
    {
        Description = "What to ask it",
        DefaultValueFactory = _ => StandardQuestion,
    };

    public static Command Create()
    {
        var command = new Command("ask", "Ask a language model, to see that it answers") { Question };
        ModelOptions.AddTo(command);
        Options.Check(command, result =>
        {
            if (result.GetResult(ModelOptions.Model) is null)
                result.AddError($"--model: expected {ModelName.Expected}");
        });
        command.SetAction(Run);
        return command;
    }

    static int Run(ParseResult parsed)
    {
        if (ModelOptions.Open(parsed, out var status, Hear) is not { } model) return status;

        using var end = new EndRequest();
        var watch = Stopwatch.StartNew();
        try
        {
            var prompt = new ModelPrompt("", [new(Speaker.User, parsed.GetRequiredValue(Question))], null);
            return Tell(model.Answer(prompt, end.Token), watch.Elapsed, isHeard: !ModelOptions.IsRedacted(parsed));
        }
        catch (OperationCanceledException)
        {
            Console.Out.WriteLine();
            return Screen.Interrupted("the answer is not whole");
        }
    }

    static int Tell(ModelReply reply, TimeSpan time, bool isHeard)
    {
        if (!isHeard) Hear(reply.Text, false);
        if (reply.Text != "") Console.Out.WriteLine();
        if (reply.Thinking != "") Screen.Note($"it thought {reply.Thinking.Length:N0} characters before");
        if (reply.IsCutOff) Screen.Note("there was no room for more; --new-tokens gives it some");
        if (reply.Fault is { } fault)
        {
            Screen.Error(fault);
            return Exit.Environment;
        }

        Screen.Note($"{Cost(reply)}, {time.TotalSeconds:0.0} s");
        return Exit.Done;
    }

    static string Cost(ModelReply reply) => (reply.PromptTokens, reply.AnswerTokens) switch
    {
        ({ } prompt, { } answer) => $"{prompt:N0} tokens asked, {answer:N0} answered",
        ({ } prompt, null) => $"{prompt:N0} tokens asked, how many were answered was not told",
        (null, { } answer) => $"{answer:N0} tokens answered, how many were asked was not told",
        _ => "how many tokens it took was not told",
    };

    static void Hear(string text, bool isAnew)
    {
        if (isAnew)
        {
            Console.Out.WriteLine();
            Screen.Note("that was no part of the answer, which follows");
        }

        Console.Out.Write(VisibleText.Of(text, keepLines: true));
        Console.Out.Flush();
    }
}
