using System.CommandLine;
using Merlon.Host.Models;
using Merlon.Host.Models.Llama;

namespace Merlon.Cli;

/// <summary><c>merlon models install</c>: fetches llama.cpp's shared library.</summary>
static class ModelsInstallCommand
{
    static readonly Option<string?> Package = new("--package")
    {
        Description = $"Take the package out of this file, as npm pack {LlamaPackage.Name} writes it, instead of"
            + " having npm fetch it",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        var command = new Command(
            "install", "Fetch llama.cpp, which runs GGUF files within Merlon, into the user's cache; npm fetches it")
        {
            Package,
        };
        command.SetAction(parsed => Run(parsed.GetValue(Package)));
        return command;
    }

    static int Run(string? package)
    {
        try
        {
            LlamaPackage.Install(package);
            Screen.Line($"llama.cpp {LlamaLibrary.Version} is in {LlamaLibrary.Folder}");
            return Exit.Done;
        }
        catch (ModelException e)
        {
            Screen.Error(e.Message);
            return e.Fault == ModelFault.File ? Exit.Unreadable : Exit.Environment;
        }
    }
}
