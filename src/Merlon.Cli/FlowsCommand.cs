using System.CommandLine;
using System.Text.Json;
using Merlon.Context;
using Merlon.Flows;
using Merlon.Flows.Formats;
using Merlon.Rules;
using Spectre.Console;

namespace Merlon.Cli;

/// <summary><c>merlon flows</c>: what a log holds, or its flows one by one in one form.</summary>
static class FlowsCommand
{
    static readonly Option<bool> Print = new("--print")
    {
        Description = "Write the flows one by one, in order of time",
    };

    static readonly Option<string> Emit = Options.Named("--emit", "eve", ["eve", "csv"],
        "Print in this form: JSON lines with Suricata's field names, or a table of flows alone");

    public static Command Create()
    {
        var logs = new LogOptions();
        var command = new Command(
            "flows", "Read logs or captures: how many flows, alerts and bad lines, when, with which labels");
        logs.AddTo(command);
        command.Add(Print);
        command.Add(Emit);
        command.Add(Options.Json);
        command.SetAction(parsed =>
        {
            var form = parsed.GetValue(Print) || parsed.GetResult(Emit) is { Implicit: false }
                ? parsed.GetValue(Emit) : null;
            using var set = logs.Open(parsed, keepsDetail: form is "eve");
            return set is null ? Exit.Unreadable
                : form is "eve" ? PrintEve(set)
                : form is "csv" ? PrintCsv(set)
                : Summarise(set, parsed.GetValue(Options.Json));
        });
        return command;
    }

    static int PrintEve(LogSet logs)
    {
        using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
        using var json = new Utf8JsonWriter(output, new() { Encoder = JsonOutput.Encoder });
        var isRead = logs.TryReadAll(observation =>
        {
            EveWriter.Write(json, observation);
            json.Flush();
            json.Reset();
            output.WriteByte((byte)'\n');
        });
        return isRead ? Exit.Done : Exit.Unreadable;
    }

    // In a row an alert would be taken for one more flow.
    static int PrintCsv(LogSet logs)
    {
        var alerts = 0L;
        using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16) { NewLine = "\n" };
        output.WriteLine(CsvWriter.Header);
        var isRead = logs.TryReadAll(observation =>
        {
            if (observation.Kind is RecordKind.Alert) alerts++;
            else output.WriteLine(CsvWriter.Row(observation.Flow));
        });
        if (alerts > 0) Screen.Note($"{RespondCommand.Plural(alerts, "alert")} left out: csv is of flows alone");
        return isRead ? Exit.Done : Exit.Unreadable;
    }

    static int Summarise(LogSet logs, bool asJson)
    {
        var summary = new FlowSummary();
        if (!logs.TryReadAll(summary.Add)) return Exit.Unreadable;

        if (asJson) JsonOutput.Write(json => WriteJson(json, logs, summary));
        else WriteText(logs, summary);
        return Exit.Done;
    }

    static void WriteJson(Utf8JsonWriter json, LogSet logs, FlowSummary summary)
    {
        json.WriteNumber("flows", summary.Flows);
        json.WriteNumber("alerts", summary.Alerts);
        json.WriteNumber("badLines", logs.BadLines);
        if (logs.Readers.Any(reader => reader.Packets is not null))
            json.WriteNumber("packets", logs.Readers.Sum(reader => reader.Packets?.Packets ?? 0));
        json.WriteNumber("lateRows", logs.Late);
        JsonOutput.Time(json, "firstSeen", summary.FirstSeen);
        JsonOutput.Time(json, "lastSeen", summary.LastSeen);
        json.WriteStartObject("labels");
        foreach (var (label, count) in summary.Labels) json.WriteNumber(label, count);
        json.WriteEndObject();
        json.WriteStartObject("attacks");
        foreach (var (attack, count) in summary.Attacks) json.WriteNumber(attack, count);
        json.WriteEndObject();
        json.WriteStartArray("files");
        foreach (var reader in logs.Readers) WriteJson(json, reader);
        json.WriteEndArray();
    }

    static void WriteJson(Utf8JsonWriter json, FlowReader reader)
    {
        json.WriteStartObject();
        json.WriteString("file", reader.File);
        json.WriteString("format", reader.Format);
        json.WriteNumber("records", reader.Records);
        json.WriteNumber("flows", reader.Flows);
        json.WriteNumber("alerts", reader.Alerts);
        json.WriteNumber("other", reader.Nothing);
        json.WriteNumber("badLines", reader.BadLines);
        if (reader.Packets is { } packets) CaptureText.WriteJson(json, packets);
        json.WriteStartArray("firstBadLines");
        foreach (var bad in reader.FirstBadLines) json.WriteStringValue(bad.ToString());
        json.WriteEndArray();
        json.WriteStartArray("notes");
        foreach (var note in reader.Notes) json.WriteStringValue(note);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteText(LogSet logs, FlowSummary summary)
    {
        var files = Tables.Of("file", "format", "flows", "alerts", "other records", "bad lines");
        foreach (var reader in logs.Readers)
        {
            files.AddRow(
                Markup.Escape(reader.File), reader.Format,
                $"{reader.Flows:N0}", $"{reader.Alerts:N0}", $"{reader.Nothing:N0}", $"{reader.BadLines:N0}");
        }

        Tables.Write(files);
        WritePackets(logs);

        if (summary is { FirstSeen: { } first, LastSeen: { } last })
        {
            var span = Durations.Text(last - first);
            Screen.Out.WriteLine($"{first:yyyy-MM-dd HH:mm:ss} to {last:yyyy-MM-dd HH:mm:ss} UTC ({span})");
        }

        foreach (var (label, count) in summary.Labels)
            Screen.Out.WriteLine($"{count,12:N0}  {(label == "none" ? "without a label" : label)}");

        if (!summary.Attacks.Any()) return;
        var attacks = Tables.Of("attack or signature", "records");
        foreach (var (attack, count) in summary.Attacks.Take(15))
            attacks.AddRow(Markup.Escape(VisibleText.Of(attack)), $"{count:N0}");
        Tables.Write(attacks);
    }

    static void WritePackets(LogSet logs)
    {
        var captures = logs.Readers.Where(reader => reader.Packets is not null).ToList();
        if (captures.Count == 0) return;

        var table = Tables.Of("capture", "packets", "ARP", "not IP", "fragments", "tunnelled", "broken");
        foreach (var reader in captures)
        {
            var packets = reader.Packets!;
            table.AddRow(
                Markup.Escape(reader.File), $"{packets.Packets:N0}", $"{packets.Arp:N0}", $"{packets.NotIp:N0}",
                $"{packets.Fragments:N0}", $"{packets.Tunnelled:N0}", $"{packets.Broken:N0}");
        }

        Tables.Write(table);
    }
}

/// <summary>What a log holds, in numbers.</summary>
sealed class FlowSummary
{
    const int MostAttacks = 1_000;

    readonly long[] _labels = new long[Enum.GetValues<Label>().Length];
    readonly Dictionary<string, long> _attacks = [];

    public long Flows { get; private set; }
    public long Alerts { get; private set; }
    public DateTime? FirstSeen { get; private set; }
    public DateTime? LastSeen { get; private set; }

    public IEnumerable<(string Label, long Count)> Labels =>
        from label in Enum.GetValues<Label>()
        where _labels[(int)label] > 0
        select (label.ToString().ToLowerInvariant(), _labels[(int)label]);

    public IEnumerable<(string Attack, long Count)> Attacks =>
        _attacks.OrderByDescending(attack => attack.Value).Select(attack => (attack.Key, attack.Value));

    public void Add(Observation observation)
    {
        var flow = observation.Flow;
        if (observation.Kind is RecordKind.Alert) Alerts++;
        else
        {
            Flows++;
            _labels[(int)flow.Label]++;
        }

        if (FirstSeen is null || flow.FirstSeen < FirstSeen) FirstSeen = flow.FirstSeen;
        if (LastSeen is null || flow.LastSeen > LastSeen) LastSeen = flow.LastSeen;
        if (flow.Attack is { } attack && (_attacks.Count < MostAttacks || _attacks.ContainsKey(attack)))
            _attacks[attack] = _attacks.GetValueOrDefault(attack) + 1;
    }
}
