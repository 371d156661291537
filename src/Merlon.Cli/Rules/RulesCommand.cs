using System.CommandLine;

namespace Merlon.Cli;

/// <summary><c>merlon rules</c>: what a rule set says, means and would change, and the firewall with it.</summary>
static class RulesCommand
{
    public static Command Create() => new(
        "rules", "Firewall rule sets: check, decide, compare, lint, convert, apply, verify")
    {
        CheckCommand.Create(),
        DecideCommand.Create(),
        DiffCommand.Create(),
        LintCommand.Create(),
        ConvertCommand.Create(),
        ApplyCommand.Create(),
        ConfirmCommand.Create(),
        RevertCommand.Create(),
        VerifyCommand.Create(),
        WatchCommand.Create(),
    };
}
