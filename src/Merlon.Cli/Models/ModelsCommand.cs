using System.CommandLine;

namespace Merlon.Cli;

/// <summary><c>merlon models</c>: language models that may propose and explain, and what runs them.</summary>
static class ModelsCommand
{
    public static Command Create() => new("models", "Language models, which may propose and explain")
    {
        ModelsInstallCommand.Create(),
        ModelsListCommand.Create(),
        AskCommand.Create(),
    };
}
