using Merlon.Host.Models;
using Merlon.Host.Models.Llama;
using Microsoft.Extensions.AI;

namespace Merlon.Models;

/// <summary>
/// Opens models in a process of its own, which a native library may take down, and lets each write a few tokens.
/// </summary>
static class LlamaProcess
{
    /// <summary>The line of a model that wrote something; of one that cannot be used it says why.</summary>
    public const string Fine = "fine";

    const string Grammar = "root ::= [a-z]+ | \"-A \" root";

    static readonly string Built =
        Path.Combine(Merlon.Run.Root, "artifacts/bin/Merlon.EndToEnd.Tests/release/Merlon.EndToEnd.Tests.dll");

    public static Ended Open(IEnumerable<string> files, IReadOnlyDictionary<string, string>? environment = null) =>
        Merlon.Run.Program("dotnet", [Built, "llama", .. files], environment: environment);

    /// <summary>Within that process: a line for each file as soon as it was tried.</summary>
    public static int Run(string[] files)
    {
        foreach (var file in files) Console.WriteLine(Try(file));
        return 0;
    }

    static string Try(string file)
    {
        try
        {
            using var model = LlamaModel.Open(file, ModelSettings.Standard with { ContextSize = 128 });
            foreach (var grammar in new[] { null, Grammar })
            {
                var options = new ChatOptions { MaxOutputTokens = 3, Temperature = 0.5f };
                if (grammar is not null) options.AdditionalProperties = new() { [LlamaModel.GrammarKey] = grammar };
                model.GetResponseAsync("Añb", options).GetAwaiter().GetResult();
            }

            return Fine;
        }
        catch (ModelException e)
        {
            return e.Message;
        }
    }
}
