using System.CommandLine;
using Merlon.Detection.Models;

namespace Merlon.Cli;

/// <summary>Models on disk.</summary>
static class ModelFile
{
    public static Argument<string> Argument(string description) => new("model")
    {
        Description = description,
        Validators = { Options.RefuseOptions },
    };

    /// <returns>Null when it cannot be used; the user has been told.</returns>
    public static Model? Read(string path)
    {
        if (InputBytes.Read(path, ModelSyntax.MostBytes, "no model") is not var (name, bytes)) return null;
        if (ModelSyntax.Read(bytes, out var fault) is { } model) return model;

        Screen.Error($"{name}: {fault}");
        return null;
    }

    /// <returns>The exit status; the user has been told when it is not 0.</returns>
    public static int Write(string path, Model model) => OutputBytes.Write(path, ModelSyntax.Print(model));
}
