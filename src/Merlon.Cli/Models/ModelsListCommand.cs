using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Merlon.Host.Models;
using Merlon.Host.Models.Llama;
using Spectre.Console;

namespace Merlon.Cli;

/// <summary><c>merlon models list</c>: what can be used.</summary>
static class ModelsListCommand
{
    public static Command Create()
    {
        var command = new Command("list", "Say whether llama.cpp is installed, and which settings have names")
        {
            Options.Json,
        };
        command.SetAction(parsed => Run(parsed.GetValue(Options.Json)));
        return command;
    }

    static int Run(bool isJson)
    {
        var fault = LlamaLibrary.Fault;
        if (isJson) JsonOutput.Write(json => Write(json, fault));
        else WriteText(fault);
        return Exit.Done;
    }

    static void WriteText(string? fault)
    {
        Screen.Line(fault ?? $"llama.cpp {LlamaLibrary.Version} is in {LlamaLibrary.Folder}");
        var table = Tables.Of("settings", "temperature", "seed", "context", "new tokens", "repetition penalty");
        foreach (var (name, settings) in ModelSettings.Presets)
        {
            table.AddRow(name, Number(settings.Temperature), Number(settings.Seed), Number(settings.ContextSize),
                Number(settings.NewTokens), Number(settings.RepetitionPenalty));
        }

        Tables.Write(table);
    }

    static string Number(double number) => number.ToString("#,0.##", CultureInfo.InvariantCulture);

    static void Write(Utf8JsonWriter json, string? fault)
    {
        json.WriteStartObject("llamaCpp");
        json.WriteString("version", LlamaLibrary.Version);
        json.WriteString("folder", LlamaLibrary.Folder);
        json.WriteBoolean("isSound", fault is null);
        json.WriteString("fault", fault);
        json.WriteEndObject();
        json.WriteStartArray("presets");
        foreach (var (name, settings) in ModelSettings.Presets)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteNumber("temperature", settings.Temperature);
            json.WriteNumber("seed", settings.Seed);
            json.WriteNumber("contextSize", settings.ContextSize);
            json.WriteNumber("newTokens", settings.NewTokens);
            json.WriteNumber("repetitionPenalty", settings.RepetitionPenalty);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
