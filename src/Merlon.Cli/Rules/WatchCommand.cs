using System.CommandLine;
using Merlon.Host.Firewall;

namespace Merlon.Cli;

/// <summary>What <see cref="Watcher"/> runs; not for people.</summary>
static class WatchCommand
{
    static readonly Argument<string> Folder = new("folder");
    static readonly Argument<Guid> Id = new("id");
    static readonly Argument<double> Seconds = new("seconds");

    public static Command Create()
    {
        var command = new Command(Watcher.Command[^1]) { Hidden = true };
        command.Add(Folder);
        command.Add(Id);
        command.Add(Seconds);
        command.SetAction(parsed => Watcher.Run(
            parsed.GetRequiredValue(Folder), parsed.GetValue(Id), TimeSpan.FromSeconds(parsed.GetValue(Seconds))));
        return command;
    }
}
