using System.Globalization;
using System.Text;
using Merlon.Net;

namespace Merlon.Flows.Formats;

/// <summary>Flows as rows of a table with a header, which <see cref="CsvFormat"/> reads as what they were.</summary>
/// <remarks>A cell is empty where nothing is known. Times are in seconds, to 100 ns where they are so exact.</remarks>
public static class CsvWriter
{
    public const string Header = "timestamp,src ip,src port,dst ip,dst port,protocol,duration,src packets,dst packets,"
        + "src bytes,dst bytes,label,attack,answer,score";

    public static string Row(in Flow flow)
    {
        var key = flow.Key;
        return string.Create(CultureInfo.InvariantCulture,
            $"{Seconds(flow.FirstSeen - DateTime.UnixEpoch)},{key.SourceIp},{key.SourcePort},{key.DestinationIp},"
            + $"{key.DestinationPort},{key.Protocol.Name},{Seconds(flow.Duration)},{flow.Forward.Packets},"
            + $"{flow.Backward.Packets},{flow.Forward.Bytes},{flow.Backward.Bytes},{Label(flow.Label)},"
            + $"{Attack(flow.Attack)},{Encoding.UTF8.GetString(Answers.WordOf(flow.Answer))},{Score(flow.Score)}");
    }

    static string Seconds(TimeSpan span) =>
        ((decimal)span.Ticks / TimeSpan.TicksPerSecond).ToString("0.000000#", CultureInfo.InvariantCulture);

    static string Label(Label label) => label is Flows.Label.None ? "" : label.ToString().ToLowerInvariant();

    // One line of plain text, as readers make of it; quotes stand around what has a comma, and so nowhere else.
    static string Attack(string? name)
    {
        var text = LabelWords.Clean(Encoding.UTF8.GetBytes(name ?? "")).Replace('"', '\'');
        return text.Contains(',', StringComparison.Ordinal) ? $"\"{text}\"" : text;
    }

    static string Score(double score) => double.IsNaN(score) ? "" : score.ToString(CultureInfo.InvariantCulture);
}
