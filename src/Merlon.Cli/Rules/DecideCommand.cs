using System.CommandLine;
using System.Text.Json;
using Merlon.Host;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Meaning;
using Merlon.Rules.Syntax;

namespace Merlon.Cli;

/// <summary><c>merlon rules decide</c>: what becomes of a packet, and by which rule.</summary>
static class DecideCommand
{
    static readonly Argument<string> Rules = RuleFile.Argument();
    static readonly Argument<string[]> Fields = new("field")
    {
        Description = $"The packet, field by field: src=192.0.2.1 proto=tcp dport=22. Fields: "
            + $"{string.Join(", ", PacketFields.Names)}. What is not said is as in the first packet of a TCP "
            + "connection to port 80",
        Arity = ArgumentArity.ZeroOrMore,
    };

    static readonly Option<string?> Packets = new("--packets")
    {
        Description = "Packets as JSON lines with the same fields; one verdict a line. - is standard input",
        HelpName = "FILE",
    };

    static readonly Option<string> Chain = Options.BuiltInChain();
    static readonly Option<string> Family = RuleFile.Family();

    public static Command Create()
    {
        var command = new Command("decide", "Tell what a rule set does to a packet, and why");
        command.Add(Rules);
        command.Add(Fields);
        command.Add(Packets);
        command.Add(Chain);
        command.Add(Family);
        command.Add(Options.Json);
        command.SetAction(parsed =>
        {
            var file = RuleFile.OpenValid(parsed.GetRequiredValue(Rules), parsed.GetRequiredValue(Family));
            if (file?.Filter() is not { } table) return Exit.Unreadable;

            var hook = Options.HookOf(parsed.GetRequiredValue(Chain));
            var walk = new PacketWalk(table);
            var family = file.Rules.Family;
            if (parsed.GetValue(Packets) is { } packets) return DecideAll(packets, walk, hook, family);
            return DecideOne(parsed.GetValue(Fields) ?? [], walk, hook, family, parsed.GetValue(Options.Json));
        });
        return command;
    }

    static int DecideOne(string[] fields, PacketWalk walk, Hook hook, IpFamily family, bool asJson)
    {
        var packet = PacketFields.Ordinary(family).In(hook);
        foreach (var field in fields)
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            var (name, text) = equals < 0 ? (field, "") : (field[..equals], field[(equals + 1)..]);
            if (PacketFields.TrySet(ref packet, name, text, out var problem)) continue;

            Screen.Error($"{problem.Message}; expected {problem.Expected}");
            return Exit.Usage;
        }

        var decision = walk.Explain(packet, hook);
        if (asJson) JsonOutput.Write(json => WriteDecision(json, packet, decision));
        else WriteText(packet, decision);
        return Exit.Done;
    }

    static int DecideAll(string path, PacketWalk walk, Hook hook, IpFamily family)
    {
        using var file = InputFile.Open(path, out var failure);
        if (file is null)
        {
            Screen.Error(failure!);
            return Exit.Unreadable;
        }

        using var lines = new StreamReader(file.Content);
        using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
        using var json = new Utf8JsonWriter(output, new() { Encoder = JsonOutput.Encoder });
        for (var number = 1; lines.ReadLine() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (!PacketJson.TryRead(line, PacketFields.Ordinary(family).In(hook), out var packet, out var wrong))
            {
                Screen.Error($"{file.Name}:{number}: {wrong}");
                return Exit.Unreadable;
            }

            json.WriteStartObject();
            WriteDecision(json, packet, walk.Explain(packet, hook));
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            output.WriteByte((byte)'\n');
        }

        return Exit.Done;
    }

    static void WriteDecision(Utf8JsonWriter json, in Packet packet, Decision decision)
    {
        json.WriteString("packet", PacketFields.Print(packet));
        json.WriteString("verdict", decision.Verdicts.InWords);
        json.WriteBoolean("certain", decision.Verdicts.IsCertain);
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

    static void WriteText(in Packet packet, Decision decision)
    {
        Console.Out.WriteLine(PacketFields.Print(packet));
        Console.Out.WriteLine();
        foreach (var step in decision.Steps)
        {
            var line = step.Rule is { } rule ? $"line {rule.Line}" : "policy";
            Console.Out.WriteLine(Screen.Harmless($"  {line,-10} {(step.IsCertain ? "" : "may match: ")}{Say(step)}"));
        }

        Console.Out.WriteLine($"\n{decision.Verdicts.InWords}");
    }

    static string Say(Step step) =>
        step.Rule is { } rule ? RuleWriter.Print(rule, step.Chain) : $"the policy of {step.Chain}";
}
