using System.Text;
using System.Text.Json.Nodes;
using Merlon.RootCause.Causes;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Policies;
using Merlon.RootCause.Reports;
using Merlon.Scenarios;

namespace Merlon.RootCause.Exports;

/// <summary>Reports, and what others are given of them.</summary>
static class Exported
{
    const int Share = 5;

    static readonly bool IsFull = Environment.GetEnvironmentVariable("MERLON_FULL") is "1";

    public static Report Smallest { get; } = Of("firewall.md", SmallestCaseTests.Log, "rules.md",
        SmallestCaseTests.Rules);

    static readonly Lazy<IReadOnlyList<Report>> Made = new(() =>
    [
        Smallest,
        .. Scenario.All().Where(scenario => !scenario.IsHeldOut).Where((_, number) => IsFull || number % Share == 0)
            .Select(scenario => ReportBuilder.Of(RootCause.Made.Diagnosed(scenario))),
    ]);

    /// <summary>Of made incidents: one of five, or all of them with MERLON_FULL=1; and of the smallest one.</summary>
    public static IReadOnlyList<Report> Reports => Made.Value;

    public static Report Of(string logName, string log, string rulesName, string rules)
    {
        var book = LogBook.Read([new(new MemoryStream(Encoding.UTF8.GetBytes(log)), 0, logName, default)]);
        return ReportBuilder.Of(Diagnostician.Diagnose(book, PolicyReader.Read(new([new(rulesName, rules)]), out _)));
    }

    public static IEnumerable<JsonObject> Objects(this JsonObject bundle) =>
        bundle["objects"]!.AsArray().Select(one => one!.AsObject());

    public static IEnumerable<JsonObject> Objects(this JsonObject bundle, string type) =>
        bundle.Objects().Where(one => one.Text("type") == type);

    public static string Text(this JsonNode node, string property) => $"{node[property]}";

    public static IEnumerable<string> Texts(this JsonNode node, string property) =>
        node[property]?.AsArray().Select(one => $"{one}") ?? [];
}
