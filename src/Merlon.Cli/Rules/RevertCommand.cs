using System.CommandLine;
using Merlon.Host.Firewall;

namespace Merlon.Cli;

/// <summary><c>merlon rules revert</c>: what stood before the last <c>apply</c> stands again.</summary>
static class RevertCommand
{
    static readonly Option<string> Folder = State.Option();

    public static Command Create()
    {
        var command = new Command("revert", "Put back what stood of Merlon's rules before the last apply");
        command.Add(Folder);
        command.Add(Options.Json);
        command.SetAction(parsed => State.Use(parsed.GetRequiredValue(Folder), state =>
        {
            var isDone = Enforcement.Revert(state);
            if (parsed.GetValue(Options.Json)) JsonOutput.Write(json => json.WriteBoolean("reverted", isDone));
            else Console.Out.WriteLine(isDone ? "reverted: what was there before stands again" : "nothing to revert");
            return Exit.Done;
        }));
        return command;
    }
}
