using System.CommandLine;
using Merlon.Host;
using Merlon.Net;
using Merlon.Packets;
using Merlon.Rules.Syntax;

namespace Merlon.Cli;

/// <summary><c>merlon rules decide</c>: what becomes of a packet, and by which rule.</summary>
static class DecideCommand
{
    static readonly RuleOptions Rules = new();
    static readonly Argument<string[]> Fields = new("field")
    {
        Description = $"The packet, field by field: src=192.0.2.1 proto=tcp dport=22. Fields: "
            + $"{string.Join(", ", PacketFields.Names)}. What is not said is as in the first packet of a TCP "
            + "connection to port 80. With --packets, what holds for all of them: in=eth0",
        Arity = ArgumentArity.ZeroOrMore,
    };

    static readonly Option<string?> Packets = new("--packets")
    {
        Description = "Packets of a capture (pcap, pcapng), their states followed as connection tracking does, or as "
            + "JSON lines with the same fields; one verdict a line. Gzipped or not; - is standard input",
        HelpName = "FILE",
    };

    static readonly Option<string> Chain = Options.BuiltInChain();

    public static Command Create()
    {
        var command = new Command("decide", "Tell what a rule set does to a packet, and why");
        Rules.AddTo(command);
        command.Add(Fields);
        command.Add(Packets);
        command.Add(Chain);
        command.Add(Options.Json);
        command.SetAction(parsed =>
        {
            var words = parsed.GetValue(Fields) ?? [];
            var file = Rules.OpenValid(parsed, GivenFields.FamilyOf(words));
            if (file?.Filter() is not { } table) return Exit.Unreadable;

            OtherTables.Tell([file]);
            var hook = Options.HookOf(parsed.GetRequiredValue(Chain));
            var given = GivenFields.Read(words, file.Rules.Family, out var problem);
            if (given is null) return WrongFields(problem);

            var deciding = new Deciding(new(table), hook, given) { LeftAside = OtherTables.Of(file) };
            if (parsed.GetValue(Packets) is { } packets) return DecideAll(packets, deciding);
            if (PacketFields.Misfit(deciding.Ordinary, given.Names) is { } misfit) return WrongFields(misfit);

            DecideOne(deciding, parsed.GetValue(Options.Json));
            return Exit.Done;
        });
        return command;
    }

    static int WrongFields(Problem problem)
    {
        Screen.Error($"{problem.Message}; expected {problem.Expected}");
        return Exit.Usage;
    }

    static void DecideOne(Deciding deciding, bool asJson)
    {
        var packet = deciding.Ordinary;
        var decision = deciding.Walk.Explain(packet, deciding.Hook);
        if (asJson) JsonOutput.Write(json => DecisionOutput.Write(json, packet, decision, deciding.LeftAside));
        else DecisionOutput.WriteText(packet, decision);
    }

    static int DecideAll(string path, Deciding deciding)
    {
        using var file = InputFile.Open(path, out var failure);
        if (file is null)
        {
            Screen.Error(failure!);
            return Exit.Unreadable;
        }

        var window = new ByteWindow(file.Content);
        while (window.Bytes.Length < CaptureReader.MagicLength && window.TryGrow()) { }
        using var output = new DecisionOutput(deciding.LeftAside);
        return CaptureReader.IsCapture(window.Bytes)
            ? new CaptureDecisions(deciding, output).Run(file, window)
            : DecideLines(file.Name, new(window), deciding, output);
    }

    static int DecideLines(string name, Flows.Lines lines, Deciding deciding, DecisionOutput output)
    {
        while (lines.TryRead(out var line))
        {
            if (line.Trim(" \t"u8).IsEmpty) continue;

            var wrong = $"a line of more than {ByteWindow.MaxRecord} bytes; expected one packet";
            if (lines.IsOverlong || !PacketJson.TryRead(line, deciding.Ordinary, out var packet, out wrong))
            {
                Screen.Error($"{name}:{lines.Line}: {wrong}");
                return Exit.Unreadable;
            }

            output.Add(packet, deciding.Walk.Explain(packet, deciding.Hook));
        }

        if (lines.Failure is null) return Exit.Done;

        Screen.Error($"{name}: {lines.Failure}");
        return Exit.Unreadable;
    }
}
