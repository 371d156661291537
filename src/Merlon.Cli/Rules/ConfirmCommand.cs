using System.CommandLine;
using Merlon.Host.Firewall;

namespace Merlon.Cli;

/// <summary><c>merlon rules confirm</c> and <c>merlon rules revert</c>: what becomes of the last change.</summary>
static class LastChangeCommands
{
    public static Command Confirm() => Create(
        "confirm", "Keep the change that apply --confirm-within has made", Enforcement.Confirm,
        "confirmed", "the change stays", ("no change waits to be confirmed", Exit.AnswerIsNo));

    public static Command Revert() => Create(
        "revert", "Put back what stood of Merlon's rules before the last apply", Enforcement.Revert,
        "reverted", "what was there before stands again", ("nothing to revert", Exit.Done));

    static Command Create(
        string name, string description, Func<StateFolder, bool> work, string done, string outcome,
        (string Words, int Status) otherwise)
    {
        var folder = State.Option();
        var command = new Command(name, description);
        command.Add(folder);
        command.Add(Options.Json);
        command.SetAction(parsed => State.Use(parsed.GetRequiredValue(folder), state =>
        {
            var isDone = work(state);
            if (parsed.GetValue(Options.Json)) JsonOutput.Write(json => json.WriteBoolean(done, isDone));
            else Console.Out.WriteLine(isDone ? $"{done}: {outcome}" : otherwise.Words);
            return isDone ? Exit.Done : otherwise.Status;
        }));
        return command;
    }
}
