using System.CommandLine;

namespace Merlon.Cli;

/// <summary><c>merlon knowledge</c>: techniques of ATT&amp;CK, how they show in logs, and what hinders them.</summary>
static class KnowledgeCommand
{
    public static Command Create() => new(
        "knowledge", "Techniques of ATT&CK: how they show in network logs, and what hinders them")
    {
        SearchCommand.Create(),
        ShowCommand.Create(),
        ListCommand.Create(),
    };
}
