using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Merlon.RootCause.Reports;

namespace Merlon.RootCause.Exports;

/// <summary>What schemas cannot say of a finding.</summary>
public sealed partial class OcsfFindingTests
{
    [Fact]
    public void Every_observable_points_to_its_value()
    {
        foreach (var finding in Exported.Reports.Select(OcsfFinding.Of))
        {
            foreach (var observable in finding["observables"]?.AsArray() ?? [])
                Assert.Equal(observable!.Text("value"), $"{At(finding, observable!.Text("name"))}");
        }
    }

    [Fact]
    public void Every_technique_is_the_reports_and_has_its_tactic()
    {
        var shown = new HashSet<string>();
        foreach (var report in Exported.Reports)
        {
            var attacks = OcsfFinding.Of(report)["finding_info"]!["attacks"]?.AsArray() ?? [];
            Assert.Equal(report.Techniques.Select(technique => (technique.Id, technique.Name)),
                attacks.Select(attack => attack!["sub_technique"] ?? attack["technique"]!)
                    .Select(one => (one.Text("uid"), one.Text("name"))));
            Assert.All(attacks, attack => Assert.NotNull(attack!["tactic"]));
            Assert.All(attacks, attack => Assert.Equal(ShownTechnique.Version, attack!.Text("version")));
            shown.UnionWith(report.Techniques.Select(technique => technique.Id));
        }

        Assert.True(shown.Count > 3);
    }

    [Fact]
    public void No_time_is_before_1970() => Assert.All(Exported.Reports, report =>
        Assert.True(OcsfFinding.Of(report)["time"]!.GetValue<long>() >= 0));

    [Fact]
    public void Numbers_and_the_words_beside_them_say_the_same()
    {
        foreach (var report in Exported.Reports)
        {
            var finding = OcsfFinding.Of(report);
            Assert.Equal(
                $"{finding["severity_id"]}", finding.Text("severity") switch
                {
                    "Informational" => "1",
                    "Medium" => "3",
                    _ => "4",
                });
            Assert.Equal(report.Causes.IsEmpty, finding["confidence_id"] is null);
            Assert.Equal(report.Causes.Length > 0, finding.Text("severity") is "High");
            Assert.Equal(report.Causes.IsEmpty, finding["remediation"] is null);
            Assert.Equal((int)finding["class_uid"]! * 100 + (int)finding["activity_id"]!, (int)finding["type_uid"]!);
            Assert.True((long)finding["start_time"]! <= (long)finding["end_time"]!);
        }
    }

    [Fact]
    public void A_finding_of_no_incident_is_no_alert()
    {
        var finding = OcsfFinding.Of(Exported.Reports.First(report => report.Answer.Contains("no-incident")));
        Assert.Equal(("Informational", "false"), (finding.Text("severity"), finding.Text("is_alert")));
    }

    [Fact]
    public void The_finding_is_the_same_each_time() => Assert.Equal(
        OcsfFinding.Of(Exported.Smallest).ToJsonString(), OcsfFinding.Of(Exported.Smallest).ToJsonString());

    static JsonNode? At(JsonNode from, string path) => Parts().Matches(path).Aggregate((JsonNode?)from, (node, part) =>
        int.TryParse(part.Value, out var number) ? node?[number] : node?[part.Value]);

    [GeneratedRegex("[a-z_]+|[0-9]+")]
    private static partial Regex Parts();
}
