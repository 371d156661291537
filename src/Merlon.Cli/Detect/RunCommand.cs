using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Merlon.Detection;
using Merlon.Flows;
using Merlon.Flows.Formats;
using Merlon.Host;
using Merlon.Packets;

namespace Merlon.Cli;

/// <summary><c>merlon detect run</c>: the alerts of a model on captures or on an interface.</summary>
static class RunCommand
{
    const string Signature = "merlon: packets unlike those that were learnt";

    static readonly Argument<string> ModelPath =
        ModelFile.Argument("What merlon detect train wrote and calibrate gave a threshold");

    static readonly Argument<string[]> Captures = CaptureFiles.Argument(
        "Captures to look through, gzipped or not, in order of time; - is standard input", isNeeded: false);

    static readonly Option<double?> Threshold = Options.Number("--threshold", "SCORE",
        "What scores above it is an alert [default: as it was calibrated]");

    static readonly Option<string?> Adapt = new("--adapt")
    {
        Description = "Follow slow drift of normal traffic: the threshold rises with the level of its scores, by 5 % a "
            + "day at most, to twice what was calibrated at most; how far it came is kept in FILE for the next run",
        HelpName = "FILE",
    };

    static readonly Option<string> Emit = Options.Named("--emit", "eve", ["eve", "csv"], "The form of the alerts");

    public static Command Create()
    {
        var command = new Command("run", "Write alerts on the packets that a model finds strange, of captures or live")
        {
            ModelPath, Captures, Threshold, Adapt, Emit,
        };
        Options.Check(command, result =>
        {
            if (result.GetResult(Adapt) is not null && result.GetResult(Threshold) is not null)
                result.AddError("--adapt: expected no --threshold beside it, since it moves the calibrated one");
        });
        var live = new LiveOptions(command, Captures);
        command.SetAction(parsed => Run(parsed, live));
        return command;
    }

    static int Run(ParseResult parsed, LiveOptions live)
    {
        var path = parsed.GetRequiredValue(ModelPath);
        if (ModelFile.Read(path) is not { } model) return Exit.Unreadable;
        if ((parsed.GetValue(Threshold) ?? model.Calibrated?.Calibration.Threshold) is not { } threshold)
        {
            Screen.Error($"{path}: has no threshold yet; expected merlon detect calibrate before, or --threshold");
            return Exit.Usage;
        }

        var (adapt, status) = (parsed.GetValue(Adapt), Exit.Done);
        if (!OutputBytes.CanBe(adapt, parsed.GetRequiredValue(Captures))) return Exit.Usage;
        using var drift = adapt is null ? null : DriftFile.Open(adapt, path, model, out status);
        if (status is not Exit.Done) return status;

        var (watch, alerts) = (new PacketWatch(model.ToDetector(), threshold, drift?.Threshold), 0L);
        using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
        var write = parsed.GetValue(Emit) is "csv" ? CsvTo(output) : EveTo(output);
        using var packets = live.Open(parsed, out status);
        if (status is Exit.Done && drift is not null) status = drift.Keep();   // before it costs anybody anything
        if (status is not Exit.Done) return status;

        var isFollowed = packets is not null || parsed.GetRequiredValue(Captures).Contains(InputFile.StandardInput);

        void Next(in CapturedPacket packet)
        {
            var found = watch.Next(packet);
            drift?.KeepIfDue();
            if (found is not { } strange) return;
            alerts++;
            write(strange);
            if (isFollowed) output.Flush();
        }

        string Tail() => RespondCommand.Plural(alerts, "alert");
        using var end = new EndRequest();
        var (isRead, isInterrupted) = (false, false);
        try
        {
            isRead = packets?.TryReadAll(Next, Tail)
                ?? new CaptureFiles(parsed.GetRequiredValue(Captures), end).TryReadAll(Next, Tail);
        }
        catch (OperationCanceledException)
        {
            isInterrupted = true;
        }

        output.Flush();
        if (isRead || watch.Packets > 0)
            Tell(watch, alerts, drift is null ? Text(threshold) : "the threshold then in force");
        if (drift is not null)
        {
            Screen.Note(drift.InWords);
            status = drift.Keep();
        }

        if (isInterrupted) return Screen.Interrupted("not all was read: the alerts are of what came before");
        return isRead ? status : Exit.Unreadable;
    }

    static Action<StrangePacket> EveTo(Stream output)
    {
        var line = new ArrayBufferWriter<byte>();
        var json = new Utf8JsonWriter(line, new() { Encoder = JsonOutput.Encoder });
        return strange =>
        {
            EveWriter.WriteAlert(json, Alert(strange), strange.Why);
            json.Flush();
            json.Reset();
            line.Write("\n"u8);
            output.Write(line.WrittenSpan);
            line.ResetWrittenCount();
        };
    }

    static Action<StrangePacket> CsvTo(Stream output)
    {
        var text = new StreamWriter(output) { NewLine = "\n", AutoFlush = true };
        text.WriteLine(CsvWriter.AlertHeader);
        return strange => text.WriteLine(CsvWriter.AlertRow(Alert(strange)));
    }

    /// <summary>As a NIDS's log tells it.</summary>
    public static Observation Alert(StrangePacket strange) =>
        new(RecordKind.Alert, strange.At, strange.Flow with { Attack = Signature });

    static string Text(double threshold) => threshold.ToString("G4", CultureInfo.InvariantCulture);

    static void Tell(PacketWatch watch, long alerts, string cut)
    {
        Screen.Note($"{RespondCommand.Plural(watch.Packets, "packet")}, {watch.Strange:N0} of them above {cut}: "
            + $"{RespondCommand.Plural(alerts, "alert")}, of a flow one a minute, or what is twice as strange");
        if (watch.Unaddressed > 0)
            Screen.Note($"{watch.Unaddressed:N0} strange packets have no addresses, so that no alert can be of them");
        if (watch.Evicted > 0)
            Screen.Note($"{watch.Evicted:N0} streams and flows were forgotten for want of room");
    }
}
