using System.Text.Json;
using Merlon.Rules;
using Merlon.Rules.Meaning;
using Merlon.Rules.Syntax;

namespace Merlon.Cli;

/// <summary>Decisions on standard output: as text, as one JSON object, or as one a line.</summary>
sealed class DecisionOutput : IDisposable
{
    readonly BufferedStream _output = new(Console.OpenStandardOutput(), 1 << 16);
    readonly Utf8JsonWriter _json;
    readonly IReadOnlyList<string> _leftAside;

    public DecisionOutput(IReadOnlyList<string> leftAside) =>
        (_leftAside, _json) = (leftAside, new(_output, new() { Encoder = JsonOutput.Encoder }));

    /// <summary>A line, with the packet's place in its capture if it has one.</summary>
    public void Add(in Packet packet, Decision decision, Place? place = null)
    {
        _json.WriteStartObject();
        if (place is { } captured)
        {
            _json.WriteNumber("number", captured.Number);
            _json.WriteString("at", captured.At);
            if (captured.Fragments > 1) _json.WriteNumber("fragments", captured.Fragments);
        }

        Write(_json, packet, decision, _leftAside);
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _output.WriteByte((byte)'\n');
    }

    public void Dispose()
    {
        _json.Dispose();
        _output.Dispose();
    }

    /// <param name="leftAside">Tables that may have a say before the filter table, so that nothing is certain.</param>
    public static void Write(
        Utf8JsonWriter json, in Packet packet, Decision decision, IReadOnlyList<string> leftAside)
    {
        json.WriteString("packet", PacketFields.Print(packet));
        json.WriteString("verdict", decision.Verdicts.InWords);
        json.WriteBoolean("certain", decision.Verdicts.IsCertain && leftAside.Count == 0);
        if (leftAside.Count > 0) JsonOutput.Strings(json, "tablesLeftAside", leftAside);
        if (decision.DecidedBy is { } by) json.WriteString("decidedBy", Say(by));
        json.WriteStartArray("walked");
        foreach (var step in decision.Steps)
        {
            json.WriteStartObject();
            json.WriteString("chain", step.Chain);
            if (step.Rule is { } rule)
            {
                json.WriteNumber("line", rule.Line);
                json.WriteString("rule", RuleWriter.Print(rule, step.Chain));
            }

            json.WriteBoolean("certain", step.IsCertain);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteText(in Packet packet, Decision decision)
    {
        Screen.Line(PacketFields.Print(packet));
        Console.Out.WriteLine();
        foreach (var step in decision.Steps)
        {
            var line = step.Rule is { } rule ? $"line {rule.Line}" : "policy";
            Screen.Line($"  {line,-10} {(step.IsCertain ? "" : "may match: ")}{Say(step)}");
        }

        Console.Out.WriteLine($"\n{decision.Verdicts.InWords}");
    }

    static string Say(Step step) =>
        step.Rule is { } rule ? RuleWriter.Print(rule, step.Chain) : $"the policy of {step.Chain}";

    /// <summary>Where a packet stands in its capture; of one in fragments, the last that came.</summary>
    public readonly record struct Place(long Number, DateTime At, int Fragments);
}
