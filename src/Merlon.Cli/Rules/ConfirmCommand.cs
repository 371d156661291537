using System.CommandLine;
using Merlon.Host.Firewall;

namespace Merlon.Cli;

/// <summary><c>merlon rules confirm</c>: the last change stays.</summary>
static class ConfirmCommand
{
    public static Command Create()
    {
        var folder = State.Option();
        var command = new Command("confirm", "Keep the change that --confirm-within has made") { folder, Options.Json };
        command.SetAction(parsed => State.Use(parsed.GetRequiredValue(folder), state =>
        {
            var isDone = Enforcement.Confirm(state);
            if (parsed.GetValue(Options.Json)) JsonOutput.Write(json => json.WriteBoolean("confirmed", isDone));
            else Console.Out.WriteLine(isDone ? "confirmed: the change stays" : "no change waits to be confirmed");
            return isDone ? Exit.Done : Exit.AnswerIsNo;
        }));
        return command;
    }
}
