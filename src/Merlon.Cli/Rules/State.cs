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

    /// <summary>Does something with the folder in hand; as root, or not at all.</summary>
    public static int Use(string folder, Func<StateFolder, int> work)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Screen.Error("only root may change the firewall; try sudo, or --dry-run");
            return Exit.Environment;
        }

        return Telling(() =>
        {
            using var state = StateFolder.Open(folder);
            return work(state);
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
