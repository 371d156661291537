using System.Globalization;
using System.Text;

namespace Merlon.Flows;

/// <summary>Text for tests: flows with all that is known of them, and logs whose lines are longer than ours.</summary>
static class Spelling
{
    /// <summary>A flow in four lines, so that a test can state what a record means.</summary>
    public static string Spelled(this Flow flow)
    {
        var seconds = ((decimal)flow.Duration.Ticks / TimeSpan.TicksPerSecond).ToString("0.#######", null);
        var attack = flow.Attack is null ? "" : $": {flow.Attack}";
        var score = double.IsNaN(flow.Score)
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $", score {flow.Score}");
        return $"""
            {flow.Key}
            {flow.FirstSeen:O} for {seconds} s
            {flow.Forward.Packets} packets of {flow.Forward.Bytes} bytes, {Back(flow.Backward)}
            {flow.Label}{attack}{score}
            """;
    }

    static string Back(Traffic traffic) => $"back {traffic.Packets} of {traffic.Bytes}";

    /// <summary>The only bad line of a log, with a finger on the place.</summary>
    public static string Pointed(this Reading reading, string log)
    {
        var bad = Assert.Single(reading.Reader!.FirstBadLines);
        var line = log.Split('\n')[(int)bad.Line - 1];
        return $"{line}\n{new string(' ', bad.Column - 1)}^ expected {bad.Expected}";
    }

    /// <summary>Each paragraph becomes a line.</summary>
    public static string Lines(string paragraphs, string glue = "") =>
        string.Join('\n', paragraphs.Split("\n\n").Select(paragraph => paragraph.Replace("\n", glue))) + "\n";

    /// <summary>Each paragraph becomes a line; its words stand between tabs.</summary>
    public static string Tabbed(string paragraphs) => Lines(paragraphs, " ").Replace(' ', '\t');

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
