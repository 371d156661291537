using System.CommandLine;
using Merlon.Host.Firewall;

namespace Merlon.Cli;

/// <summary>What the commands that change the firewall have in common: where they write, and how they fail.</summary>
static class State
{
    /// <summary>Where it is written down what stood before.</summary>
    public static Option<string> Option() => new("--state")
    {
        Description = "The folder in which it is written down what stood before",
        HelpName = "DIR",
        DefaultValueFactory = _ => StateFolder.Usual,
    };

    public static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Show the exact change, and make none",
    };

    public static readonly Option<TimeSpan?> ConfirmWithin = Options.Duration("--confirm-within",
        "Take the change back after so long, a day at most, unless somebody says merlon rules confirm",
        TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1));

    /// <summary>Does something with the folder in hand; as root, or not at all.</summary>
    public static int Use(string folder, Func<StateFolder, int> work, string otherwise = "try sudo")
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Screen.Error($"only root may change the firewall; {otherwise}");
            return Exit.Environment;
        }

        return Telling(() =>
        {
            using var state = StateFolder.Open(folder);
            return work(state);
        });
    }

    /// <summary>Why there can be no other change now; null when there can.</summary>
    public static string? Waiting(StateFolder state) => state.Read() is { ConfirmBy: { } until }
        ? $"the last change waits to be confirmed until {until:HH:mm:ss} UTC; "
            + "expected merlon rules confirm or merlon rules revert first"
        : null;

    /// <summary>Lets the one who sits there keep the change by Enter.</summary>
    public static int AwaitEnter(string folder, Guid id, TimeSpan within)
    {
        Screen.Note("Enter keeps the change too");
        var answer = Task.Run(Console.In.ReadLine);
        var isKept = answer.Wait(within) && answer.Result is not null;
        return Use(folder, state =>
        {
            var stays = (isKept && Enforcement.Confirm(state)) || Enforcement.Expire(state, id, Screen.Note);
            Console.Out.WriteLine(stays ? "confirmed: the change stays" : "not confirmed: what was there stands again");
            return stays ? Exit.Done : Exit.AnswerIsNo;
        });
    }

    /// <summary>Tells the user when the firewall stands in the way.</summary>
    public static int Telling(Func<int> work)
    {
        try
        {
            return work();
        }
        catch (FirewallException e)
        {
            Screen.Error(e.Message);
            return Exit.Environment;
        }
    }
}
