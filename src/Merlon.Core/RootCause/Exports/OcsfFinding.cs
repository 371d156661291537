using System.Text.Json.Nodes;
using Merlon.Knowledge;
using Merlon.Net;
using Merlon.RootCause.Reports;
using Merlon.Rules;

namespace Merlon.RootCause.Exports;

/// <summary>
/// A report as a Detection Finding of OCSF 1.5.0 (class 2004). All that attackers wrote stands in the evidences:
/// names of users as they are, and the sentences of the timeline.
/// </summary>
public sealed class OcsfFinding
{
    /// <summary>Of the schema.</summary>
    public const string Version = "1.5.0";

    readonly Report _report;
    readonly IReadOnlyList<Observation> _observations;

    OcsfFinding(Report report) => (_report, _observations) = (report, Observation.In(report));

    public static JsonObject Of(Report report) => new OcsfFinding(report).Build();

    JsonObject Build()
    {
        var (first, last) = (ReportTimes.FirstOf(_report), ReportTimes.LastOf(_report));
        var (severity, level) = Severity();
        var finding = new JsonObject
        {
            ["activity_id"] = 1,
            ["activity_name"] = "Create",
            ["category_uid"] = 2,
            ["category_name"] = "Findings",
            ["class_uid"] = 2004,
            ["class_name"] = "Detection Finding",
            ["type_uid"] = 200401,
            ["type_name"] = "Detection Finding: Create",
            ["time"] = ReportTimes.Milliseconds(last),
            ["start_time"] = ReportTimes.Milliseconds(first),
            ["end_time"] = ReportTimes.Milliseconds(last),
            ["timezone_offset"] = 0,
            ["severity_id"] = level,
            ["severity"] = severity,
            ["status_id"] = 1,
            ["status"] = "New",
            ["is_alert"] = !_report.Timeline.IsEmpty,
            ["message"] = VisibleText.Of(_report.Issue.Text),
            ["metadata"] = Metadata(),
            ["finding_info"] = Information(),
        };
        AddConfidence(finding);
        AddAll(finding, "evidences", _observations.SelectMany(Evidences));
        AddAll(finding, "observables", Observables());
        if (Remediation() is { Length: > 0 } remedy) finding["remediation"] = new JsonObject { ["desc"] = remedy };
        return finding;
    }

    // Who got in is serious; signs of which nobody knows how they came about are to be looked into.
    (string, int) Severity() => !_report.Causes.IsEmpty ? ("High", 4)
        : _report.Timeline.IsEmpty && _report.Unknowns.IsEmpty ? ("Informational", 1) : ("Medium", 3);

    static JsonObject Metadata() => new()
    {
        ["version"] = Version,
        ["product"] = new JsonObject { ["name"] = "Merlon", ["vendor_name"] = "Merlon" },
    };

    JsonObject Information()
    {
        var says = new JsonObject
        {
            ["title"] = $"root cause analysis: {string.Join(", ", _report.Answer)}",
            ["desc"] = VisibleText.Of(string.Join("; ", Sentences())),
            ["types"] = new JsonArray([.. _report.Answer.Select(answer => JsonValue.Create(answer))]),
            ["first_seen_time"] = ReportTimes.Milliseconds(ReportTimes.FirstOf(_report)),
            ["last_seen_time"] = ReportTimes.Milliseconds(ReportTimes.LastOf(_report)),
            ["analytic"] = new JsonObject { ["name"] = "merlon rca", ["type_id"] = 1, ["type"] = "Rule" },
        };
        says["uid"] = $"{StixObjects.UuidOf("finding", says)}";
        AddAll(says, "data_sources", _report.LogNames.Select(name => JsonValue.Create(VisibleText.Of(name))));
        AddAll(says, "attacks", _report.Techniques.Select(Attack));
        return says;
    }

    // None of them holds what attackers wrote.
    IEnumerable<string> Sentences() =>
        [_report.Issue.Text, .. _report.Causes.SelectMany(cause => cause.Claims).Select(claim => claim.Text),
            .. _report.Factors.Concat(_report.Oddities).Concat(_report.Unknowns).Select(claim => claim.Text)];

    static JsonObject Attack(ShownTechnique technique)
    {
        var attack = new JsonObject { ["version"] = ShownTechnique.Version };
        if (Tactic.Of(technique.Technique).FirstOrDefault() is { } tactic)
            attack["tactic"] = new JsonObject { ["uid"] = tactic.Id, ["name"] = tactic.Name };
        var own = new JsonObject { ["uid"] = technique.Id, ["name"] = technique.Name };
        var parent = technique.Technique.ParentId is { } id ? TechniqueTable.Find(id) : null;
        if (parent is not null) attack["technique"] = new JsonObject { ["uid"] = parent.Id, ["name"] = parent.Name };
        attack[technique.Technique.ParentId is null ? "technique" : "sub_technique"] = own;
        return attack;
    }

    void AddConfidence(JsonObject finding)
    {
        if (_report.Causes.IsEmpty) return;
        var least = _report.Causes.MinBy(cause => ConfidenceScales.Level(cause.Confidence))!.Confidence;
        finding["confidence_id"] = ConfidenceScales.Level(least);
        finding["confidence"] = $"{char.ToUpperInvariant(least[0])}{least[1..]}";
        finding["confidence_score"] = ConfidenceScales.Number(least);
    }

    IEnumerable<JsonObject> Evidences(Observation observation)
    {
        var lines = VisibleText.Of(EvidenceText.Of(observation.Entry.Claim, _report));
        return observation.Conversations.Select(conversation => Evidence(observation, conversation, lines));
    }

    static JsonObject Evidence(Observation observation, Conversation conversation, string lines)
    {
        var evidence = new JsonObject { ["name"] = observation.Entry.Phase };
        if (conversation.Source is { } from) evidence["src_endpoint"] = new JsonObject { ["ip"] = $"{from}" };
        if (conversation.Destination is { } to)
        {
            var end = new JsonObject { ["ip"] = $"{to}" };
            if (conversation.Port is { } port) end["port"] = (int)port;
            evidence["dst_endpoint"] = end;
        }

        evidence["connection_info"] = Connection(conversation);
        if (observation.Users is [var user, ..]) evidence["user"] = new JsonObject { ["name"] = user };
        evidence["data"] = new JsonObject
        {
            ["time"] = ReportTimes.Milliseconds(observation.First),
            ["count"] = observation.Count,
            ["text"] = VisibleText.Of(observation.Entry.Claim.Text),
            ["lines"] = lines,
        };
        return evidence;
    }

    static JsonObject Connection(Conversation conversation)
    {
        var isV4 = conversation.Family is IpFamily.V4;
        var says = new JsonObject
        {
            ["direction_id"] = 0,
            ["direction"] = "Unknown",
            ["protocol_ver_id"] = isV4 ? 4 : 6,
            ["protocol_ver"] = isV4 ? "IPv4" : "IPv6",
        };
        if (conversation.Protocol is { } protocol) says["protocol_name"] = protocol;
        return says;
    }

    // Each value once, where it stands first.
    IEnumerable<JsonObject> Observables()
    {
        var evidences = _observations.SelectMany(one => one.Conversations, (one, conversation) =>
            (Observation: one, Conversation: conversation));
        var told = from evidence in evidences.Index()
                   let conversation = evidence.Item.Conversation
                   from value in ((string Path, string Type, int Id, string? Value)[])
                   [
                       ("src_endpoint.ip", "IP Address", 2, $"{conversation.Source}"),
                       ("dst_endpoint.ip", "IP Address", 2, $"{conversation.Destination}"),
                       ("user.name", "User Name", 4, evidence.Item.Observation.Users.FirstOrDefault()),
                   ]
                   where value.Value is { Length: > 0 }
                   select (Name: $"evidences[{evidence.Index}].{value.Path}", value.Type, value.Id, value.Value);
        return told.DistinctBy(one => (one.Id, one.Value)).Select(one => new JsonObject
        {
            ["name"] = one.Name,
            ["type_id"] = one.Id,
            ["type"] = one.Type,
            ["value"] = one.Value,
        });
    }

    string Remediation() => string.Join('\n', _report.Causes.Select((cause, number) =>
        $"fix {number + 1}: {cause.Fix.Change.Kind}\n{FixText.Plain(cause.Fix.Diff)}"
        + $"to take it back:\n{FixText.Plain(cause.Fix.Rollback)}"));

    static void AddAll(JsonObject says, string name, IEnumerable<JsonNode?> values)
    {
        var all = values.ToArray();
        if (all.Length > 0) says[name] = new JsonArray(all);
    }
}
