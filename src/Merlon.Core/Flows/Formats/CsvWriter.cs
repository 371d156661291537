using System.Globalization;
using System.Text;
using Merlon.Net;

namespace Merlon.Flows.Formats;

/// <summary>
/// Flows, or alerts, as rows of a table with a header, which <see cref="CsvFormat"/> reads as what they were.
/// </summary>
/// <remarks>A cell is empty where nothing is known. Times are in seconds, to 100 ns where they are so exact.</remarks>
public static class CsvWriter
{
    public const string Header = "timestamp,src ip,src port,dst ip,dst port,protocol,duration,src packets,dst packets,"
        + "src bytes,dst bytes,label,attack,answer,score";

    /// <summary>Of a table of alerts, whose rows <see cref="AlertRow"/> makes.</summary>
    public const string AlertHeader =
        "timestamp,src ip,src port,dst ip,dst port,protocol,score,label,event type,src packets,dst packets,src bytes,"
        + "dst bytes";

    /// <summary>An alert; whoever takes it for a flow takes it for malicious.</summary>
    public static string AlertRow(in Observation alert)
    {
        var (flow, key) = (alert.Flow, alert.Flow.Key);
        return string.Create(CultureInfo.InvariantCulture,
            $"{EveWriter.Text(alert.At)},{key.SourceIp},{key.SourcePort},{key.DestinationIp},{key.DestinationPort},"
            + $"{key.Protocol.Name},{Score(flow.Score)},malicious,alert,{Traffic(flow)}");
    }

    public static string Row(in Flow flow)
    {
        var key = flow.Key;
        return string.Create(CultureInfo.InvariantCulture,
            $"{Seconds(flow.FirstSeen - DateTime.UnixEpoch)},{key.SourceIp},{key.SourcePort},{key.DestinationIp},"
            + $"{key.DestinationPort},{key.Protocol.Name},{Seconds(flow.Duration)},{Traffic(flow)},"
            + $"{Label(flow.Label)},{Attack(flow.Attack)},{Encoding.UTF8.GetString(Answers.WordOf(flow.Answer))},"
            + $"{Score(flow.Score)}");
    }

    static string Traffic(in Flow flow) =>
        $"{flow.Forward.Packets},{flow.Backward.Packets},{flow.Forward.Bytes},{flow.Backward.Bytes}";

    static string Seconds(TimeSpan span) =>
        ((decimal)span.Ticks / TimeSpan.TicksPerSecond).ToString("0.000000#", CultureInfo.InvariantCulture);

    static string Label(Label label) => label is Flows.Label.None ? "" : label.ToString().ToLowerInvariant();

    // One line of text, as readers make of it, quoted where it must be (RFC 4180).
    static string Attack(string? name)
    {
        var text = LabelWords.Clean(Encoding.UTF8.GetBytes(name ?? ""));
        return text.AsSpan().ContainsAny(',', '"') ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
    }

    static string Score(double score) => double.IsNaN(score) ? "" : score.ToString(CultureInfo.InvariantCulture);
}
