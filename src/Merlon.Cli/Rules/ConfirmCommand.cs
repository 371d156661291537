using System.CommandLine;
using Merlon.Host.Firewall;

namespace Merlon.Cli;

/// <summary><c>merlon rules confirm</c>: a change that waits for it stays.</summary>
static class ConfirmCommand
{
    static readonly Option<string> Folder = State.Option();

    public static Command Create()
    {
        var command = new Command("confirm", "Keep the change that apply --confirm-within has made");
        command.Add(Folder);
        command.Add(Options.Json);
        command.SetAction(parsed => State.Use(parsed.GetRequiredValue(Folder), state =>
        {
            var isDone = Enforcement.Confirm(state);
            if (parsed.GetValue(Options.Json)) JsonOutput.Write(json => json.WriteBoolean("confirmed", isDone));
            else Console.Out.WriteLine(isDone ? "confirmed: the change stays" : "no change waits to be confirmed");
            return isDone ? Exit.Done : Exit.AnswerIsNo;
        }));
        return command;
    }
}
