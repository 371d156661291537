using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Merlon.RootCause.Exports;

/// <summary>What schemas cannot say of a bundle.</summary>
public sealed class StixBundleTests
{
    static readonly Dictionary<string, string[]> Contributing = new()   // STIX 2.1, 6
    {
        ["ipv4-addr"] = ["value"],
        ["ipv6-addr"] = ["value"],
        ["network-traffic"] =
            ["start", "end", "src_ref", "dst_ref", "src_port", "dst_port", "protocols", "extensions"],
        ["user-account"] = ["account_type", "user_id", "account_login"],
    };

    [Fact]
    public void Every_reference_is_in_the_bundle_and_every_id_once()
    {
        foreach (var bundle in Exported.Reports.Select(StixBundle.Of))
        {
            var ids = bundle.Objects().Select(one => one.Text("id")).ToList();
            Assert.Equal(ids.Count, ids.Distinct().Count());
            Assert.Empty(bundle.Objects().SelectMany(References).Except(ids));
        }
    }

    [Fact]
    public void The_report_names_all_objects_but_itself()
    {
        foreach (var bundle in Exported.Reports.Select(StixBundle.Of))
        {
            var report = Assert.Single(bundle.Objects("report"));
            Assert.Equal(bundle.Objects().Except([report]).Select(one => one.Text("id")), report.Texts("object_refs"));
        }
    }

    [Fact]
    public void Other_tools_find_the_same_ids_of_observables()
    {
        var seen = 0;
        foreach (var one in Exported.Reports.Select(StixBundle.Of).SelectMany(bundle => bundle.Objects()))
        {
            if (!Contributing.TryGetValue(one.Text("type"), out var names)) continue;
            seen++;
            Assert.Equal($"{one.Text("type")}--{Uuid(one, names)}", one.Text("id"));
        }

        Assert.True(seen > 300, $"{seen}");
    }

    [Theory]
    [InlineData("198.51.100.3", "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4")]   // of the specification
    [InlineData("2001:db8::1", "ipv6-addr--6469e3a9-b053-5e34-a025-9396ae051d26")]
    public void Ids_of_addresses_are_known(string address, string id)
    {
        var one = new JsonObject { ["value"] = address };
        Assert.Equal(id[11..], Uuid(one, ["value"]));
        Assert.Equal(id[11..], $"{NamedUuid.Of(new("00abedb4-aa42-466c-9c01-fed23315a9b7"), CanonicalJson.Of(one))}");
    }

    [Fact]
    public void Times_go_forward_and_are_those_of_the_events()
    {
        foreach (var report in Exported.Reports)
        {
            var bundle = StixBundle.Of(report);
            Assert.All(bundle.Objects("observed-data"), one =>
                Assert.True(string.CompareOrdinal(one.Text("first_observed"), one.Text("last_observed")) <= 0));
            Assert.All(bundle.Objects("observed-data"), one =>
                Assert.True(string.CompareOrdinal(one.Text("last_observed"), one.Text("created")) <= 0));
            if (report.Span is { } span)
                Assert.Equal($"{span.Last:yyyy-MM-dd'T'HH:mm:ss.fff}Z", bundle.Objects("report").First()
                    .Text("created"));
        }
    }

    [Fact]
    public void Every_attacker_of_the_timeline_has_an_indicator_and_it_was_sighted()
    {
        foreach (var report in Exported.Reports)
        {
            var bundle = StixBundle.Of(report);
            var told = report.Timeline.Select(entry => entry.Claim).SelectMany(claim => claim.Evidence).ToList();
            foreach (var attacker in report.Attackers.Where(one => told.Exists(tells => $"{tells}".Contains(
                $"Value = {one} ", StringComparison.Ordinal))))
                Assert.Contains(bundle.Objects("indicator"), one => one.Text("pattern").Contains($"'{attacker}'",
                    StringComparison.Ordinal));
            Assert.Equal(bundle.Objects("indicator").Select(one => one.Text("id")),
                bundle.Objects("sighting").Select(one => one.Text("sighting_of_ref")));
        }
    }

    [Fact]
    public void Each_cause_has_a_course_of_action_with_its_fix_and_the_way_back_and_it_mitigates_something()
    {
        foreach (var report in Exported.Reports.Where(report => report.Causes.Length > 0))
        {
            var bundle = StixBundle.Of(report);
            var actions = bundle.Objects("course-of-action").ToList();
            Assert.Equal(report.Causes.Length, actions.Count);
            foreach (var (cause, action) in report.Causes.Zip(actions))
            {
                Assert.All(cause.Fix.Diff.Concat(cause.Fix.Rollback), line =>
                    Assert.Contains(line, action.Text("description"), StringComparison.Ordinal));
                Assert.Contains(bundle.Objects("relationship"), one =>
                    one.Text("relationship_type") is "mitigates" && one.Text("source_ref") == action.Text("id"));
            }
        }
    }

    [Fact]
    public void A_host_that_was_taken_over_is_called_compromised_and_not_an_attacker()
    {
        var seen = 0;
        foreach (var report in Exported.Reports)
        {
            foreach (var indicator in StixBundle.Of(report).Objects("indicator"))
            {
                var isAttacker = report.Attackers.Any(one => indicator.Text("pattern").Contains($"'{one}'",
                    StringComparison.Ordinal));
                Assert.Equal(isAttacker ? "malicious-activity" : "compromised",
                    Assert.Single(indicator.Texts("indicator_types")));
                if (!isAttacker) seen++;
            }
        }

        Assert.True(seen > 0);
    }

    [Fact]
    public void Newer_addresses_are_as_good_as_older_ones()
    {
        var bundle = Exported.Reports.Select(StixBundle.Of).First(one => one.Objects("ipv6-addr").Any()
            && one.Objects("indicator").Any());
        Assert.Contains(bundle.Objects("network-traffic"), one => one.Texts("protocols").First() is "ipv6");
        Assert.Contains(bundle.Objects("indicator"), one =>
            one.Text("pattern").Contains("'ipv6-addr'", StringComparison.Ordinal));
    }

    [Fact]
    public void An_abstention_is_an_answer()
    {
        foreach (var report in Exported.Reports.Where(report => report.Causes.IsEmpty))
        {
            var bundle = StixBundle.Of(report);
            Assert.Equal(report.Answer, bundle.Objects("report").First().Texts("labels"));
            Assert.Empty(bundle.Objects("course-of-action"));
            Assert.All(report.Unknowns, unknown => Assert.Contains(bundle.Objects("note"), note =>
                note.Text("abstract") is "what stays unknown"));
        }
    }

    [Fact]
    public void The_bundle_is_the_same_each_time() => Assert.Equal(
        StixBundle.Of(Exported.Smallest).ToJsonString(), StixBundle.Of(Exported.Smallest).ToJsonString());

    static IEnumerable<string> References(JsonObject one) => one.SelectMany(property =>
        property.Key.EndsWith("_refs", StringComparison.Ordinal) ? one.Texts(property.Key)
        : property.Key.EndsWith("_ref", StringComparison.Ordinal) ? [$"{property.Value}"] : []);

    // Anew, and sharing nothing: these properties hold addresses, ids, numbers, and names without marks.
    static string Uuid(JsonObject one, string[] names)
    {
        var parts = names.Where(one.ContainsKey).Order(StringComparer.Ordinal).Select(name =>
            $"\"{name}\":{one[name]!.ToJsonString(new() { WriteIndented = false })}");
        var space = Convert.FromHexString("00abedb4aa42466c9c01fed23315a9b7");
#pragma warning disable CA5350
        var hex = Convert.ToHexStringLower(SHA1.HashData(
            [.. space, .. Encoding.UTF8.GetBytes($"{{{string.Join(',', parts)}}}")]))[..32];
#pragma warning restore CA5350
        var variant = "89ab"[Convert.ToInt32($"{hex[16]}", 16) & 3];
        return $"{hex[..8]}-{hex[8..12]}-5{hex[13..16]}-{variant}{hex[17..20]}-{hex[20..]}";
    }
}
