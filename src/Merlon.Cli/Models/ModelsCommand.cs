using System.CommandLine;

namespace Merlon.Cli;

/// <summary><c>merlon models</c>: language models that may propose and explain.</summary>
static class ModelsCommand
{
    public static Command Create() => new("models", "Language models, which may propose and explain")
    {
        AskCommand.Create(),
    };
}
