using System.Text.Json.Nodes;
using Merlon.House;
using Merlon.RootCause.Reports;
using NJsonSchema;

namespace Merlon.RootCause.Exports;

/// <summary>
/// Every export holds to a schema of our own, which says what Merlon writes, is stricter than the standard's, and lets
/// each planted fault be seen.
/// </summary>
public sealed class SchemaTests
{
    internal static readonly Dictionary<string, (string Schema, Func<Report, JsonObject> Of)> Forms = new()
    {
        ["stix"] = ("stix/bundle.json", StixBundle.Of),
        ["cacao"] = ("cacao/playbook.json", CacaoPlaybook.Of),
        ["ocsf"] = ("ocsf/detection_finding.json", OcsfFinding.Of),
    };

    static readonly Dictionary<string, JsonSchema> Schemas = Forms.ToDictionary(form => form.Key, form =>
        JsonSchema.FromFileAsync(Path.Combine(SourceTree.Root, "tests/schemas", form.Value.Schema)).Result);

    static readonly Dictionary<string, (string Form, Action<JsonObject> Plant)> Faults = new()
    {
        ["a property that STIX does not have"] = ("stix", bundle => First(bundle, "note")["summary"] = "x"),
        ["an object without an id"] = ("stix", bundle => First(bundle, "indicator").Remove("id")),
        ["an id of another type"] = ("stix", bundle => First(bundle, "ipv4-addr")["id"] =
            First(bundle, "indicator").Text("id")),
        ["a random id"] = ("stix", bundle => First(bundle, "ipv4-addr")["id"] =
            "ipv4-addr--5853f6a4-638f-4b4e-9b0f-ded361ae3812"),
        ["a time without milliseconds"] = ("stix", bundle => First(bundle, "report")["created"] =
            "2025-07-14T22:17:00Z"),
        ["no time"] = ("stix", bundle => First(bundle, "observed-data").Remove("first_observed")),
        ["an empty list"] = ("stix", bundle => First(bundle, "observed-data")["object_refs"] = new JsonArray()),
        ["a pattern that was broken out of"] = ("stix", bundle => First(bundle, "indicator")["pattern"] =
            "[network-traffic:src_ref.type = 'ipv4-addr' AND network-traffic:src_ref.value = '' OR ipv4-addr:value"
            + " LIKE '%']"),
        ["traffic of nobody"] = ("stix", bundle => Remove(First(bundle, "network-traffic"), "src_ref", "dst_ref")),
        ["a relationship that STIX does not know"] = ("stix", bundle => First(bundle, "relationship")
            ["relationship_type"] = "causes"),
        ["surer than sure"] = ("stix", bundle => bundle.Objects("note").First(note =>
            note["confidence"] is not null)["confidence"] = 101),

        ["a property that CACAO does not have"] = ("cacao", playbook => playbook["summary"] = "x"),
        ["no start"] = ("cacao", playbook => playbook.Remove("workflow_start")),
        ["a command for a shell"] = ("cacao", playbook => Step(playbook, "action")["commands"]![0]!["type"] = "bash"),
        ["an action without an agent"] = ("cacao", playbook => Step(playbook, "action").Remove("agent")),
        ["an end that goes on"] = ("cacao", playbook => Step(playbook, "end")["on_completion"] =
            playbook.Text("workflow_start")),
        ["a condition on what others wrote"] = ("cacao", playbook => Step(playbook, "if-condition")["condition"] =
            "'true' = 'true'"),
        ["a step with an id that is no version 4"] = ("cacao", playbook => playbook["workflow"]!
            ["end--bcde0000-0000-5000-8000-000000000000"] = new JsonObject { ["type"] = "end", ["name"] = "x" }),

        ["an attribute that OCSF does not have"] = ("ocsf", finding => finding["summary"] = "x"),
        ["a finding without a uid"] = ("ocsf", finding => finding["finding_info"]!.AsObject().Remove("uid")),
        ["another class"] = ("ocsf", finding => finding["class_uid"] = 2005),
        ["a severity that is none"] = ("ocsf", finding => finding["severity_id"] = 7),
        ["a time in words"] = ("ocsf", finding => finding["time"] = "2025-07-14T22:17:00Z"),
        ["an address that is none"] = ("ocsf", finding => finding["evidences"]![0]!["src_endpoint"]!["ip"] = "evil.x"),
        ["an attack without a technique"] = ("ocsf", finding => finding["finding_info"]!["attacks"]![0]!.AsObject()
            .Remove("technique")),
        ["no schema version"] = ("ocsf", finding => finding["metadata"]!.AsObject().Remove("version")),
    };

    public static TheoryData<string> FormNames => [.. Forms.Keys];

    public static TheoryData<string> FaultNames => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(FormNames))]
    public void Every_export_holds_to_its_schema(string form)
    {
        foreach (var report in Exported.Reports) Assert.Empty(WhyNot(form, Forms[form].Of(report)));
    }

    [Theory]
    [MemberData(nameof(FaultNames))]
    public void A_planted_fault_is_seen(string fault)
    {
        var (form, plant) = Faults[fault];
        var export = Forms[form].Of(Exported.Smallest);
        Assert.Empty(WhyNot(form, export));
        plant(export);
        Assert.NotEmpty(WhyNot(form, export));
    }

    [Fact]
    public void There_are_causes_and_abstentions_of_both_sorts_among_them()
    {
        Assert.Contains(Exported.Reports, report => report.Answer.Contains("no-incident"));
        Assert.Contains(Exported.Reports, report => report.Answer.Contains("insufficient-evidence"));
        Assert.Contains(Exported.Reports, report => report.Causes.Length > 1);
    }

    static IEnumerable<string> WhyNot(string form, JsonObject export) =>
        Schemas[form].Validate(export.ToJsonString()).Select(error => $"{error}");

    static void Remove(JsonObject one, params string[] names) => Array.ForEach(names, name => one.Remove(name));

    static JsonObject First(JsonObject bundle, string type) => bundle.Objects(type).First();

    static JsonObject Step(JsonObject playbook, string type) => playbook["workflow"]!.AsObject()
        .Select(step => step.Value!.AsObject()).First(step => step.Text("type") == type);
}
