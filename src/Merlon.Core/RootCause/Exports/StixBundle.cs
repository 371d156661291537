using System.Text.Json.Nodes;
using Merlon.Knowledge;
using Merlon.Net;
using Merlon.RootCause.Reports;

namespace Merlon.RootCause.Exports;

/// <summary>
/// A report as a bundle of STIX 2.1: what was observed, what to look for, what was done by ATT&amp;CK's names, and the
/// changes of the rules that stop it. All that attackers wrote stands in <c>user-account</c> and in notes; texts are
/// Markdown in which nothing from outside is markup.
/// </summary>
public sealed class StixBundle
{
    readonly Report _report;
    readonly StixObjects _objects;
    readonly IReadOnlyList<Observation> _observations;
    readonly string _reportId;

    StixBundle(Report report)
    {
        _report = report;
        _objects = new(ReportTimes.LastOf(report));
        _observations = Observation.In(report);
        _reportId = _objects.IdOf("report", new()
        {
            ["says"] = Says(),
            ["claims"] = new JsonArray([.. report.Claims.Select(claim => JsonValue.Create(claim.Text))]),
        });
    }

    public static JsonObject Of(Report report)
    {
        var bundle = new StixBundle(report);
        bundle.Fill();
        var ids = new JsonArray([.. bundle._objects.Ids.Select(id => JsonValue.Create(id))]);
        return new()
        {
            ["type"] = "bundle",
            ["id"] = bundle._objects.IdOf("bundle", new() { ["objects"] = ids }),
            ["objects"] = bundle._objects.ToBundle(),
        };
    }

    void Fill()
    {
        var techniques = _report.Techniques.Select(Technique).ToList();
        var observed = _observations.Select(one => (one, Observed(one))).ToList();
        var indicators = new StixIndicators(_report, _objects).Of(observed, techniques);
        foreach (var (number, cause) in _report.Causes.Index()) CourseOfAction(cause, number, indicators);
        Note("timeline", _report.Timeline.Select(Line), _reportId);
        Note("contributing factors", _report.Factors.Select(Line), _reportId);
        Note("unusual, and no sign of an attack by itself", _report.Oddities.Select(Line), _reportId);
        Note("what stays unknown", _report.Unknowns.Select(Line), _reportId);
        Note("attempts to steer the reader", _report.Injections.Select(Line), _reportId);
        Note("notes on the reading", _report.Notes.Select(MarkdownText.Of), _reportId);
        _objects.AddReport(_reportId, Says());
    }

    JsonObject Says() => new()
    {
        ["name"] = $"root cause analysis: {string.Join(", ", _report.Answer)}",
        ["description"] = Line(_report.Issue),
        ["report_types"] = new JsonArray(_report.Timeline.IsEmpty ? "observed-data" : "threat-report"),
        ["labels"] = new JsonArray([.. _report.Answer.Select(answer => JsonValue.Create(answer))]),
        ["published"] = ReportTimes.Text(ReportTimes.LastOf(_report)),
    };

    string Line(Claim claim)
    {
        var evidence = EvidenceText.Of(claim, _report);
        return MarkdownText.Of(evidence.Length > 0 ? $"{claim.Text} ({evidence})" : claim.Text);
    }

    string Line(TimelineEntry entry)
    {
        var at = entry.At is { } time ? ReportTimes.Text(time) : "not told";
        return $"{at} {entry.Phase}: {Line(entry.Claim)}";
    }

    string Technique(ShownTechnique technique)
    {
        var says = new JsonObject
        {
            ["name"] = technique.Name,
            ["description"] = technique.Why,
            ["external_references"] = new JsonArray(new JsonObject
            {
                ["source_name"] = "mitre-attack",
                ["external_id"] = technique.Id,
                ["url"] = technique.Technique.Url,
            }),
            ["kill_chain_phases"] = new JsonArray([.. Tactic.Of(technique.Technique).Select(tactic => new JsonObject
            {
                ["kill_chain_name"] = "mitre-attack",
                ["phase_name"] = tactic.Phase,
            })]),
        };
        return _objects.Add("attack-pattern", says);
    }

    string Observed(Observation observation)
    {
        var seen = observation.Conversations.SelectMany(Traffic).Concat(observation.Users.Select(User)).Distinct();
        return _objects.Add("observed-data", new()
        {
            ["first_observed"] = ReportTimes.Text(observation.First),
            ["last_observed"] = ReportTimes.Text(observation.Last),
            ["number_observed"] = observation.Count,
            ["object_refs"] = new JsonArray([.. seen.Select(id => JsonValue.Create(id))]),
        });
    }

    string User(string name) => _objects.AddObservable("user-account", new() { ["account_login"] = name });

    IEnumerable<string> Traffic(Conversation conversation)
    {
        var says = new JsonObject();
        foreach (var (name, end) in ((string, Ip?)[])
            [("src_ref", conversation.Source), ("dst_ref", conversation.Destination)])
        {
            if (end is not { } address) continue;
            var id = _objects.AddAddress(address);
            says[name] = id;
            yield return id;
        }

        if (conversation.Port is { } port) says["dst_port"] = (int)port;
        var protocols = new JsonArray(conversation.Family is IpFamily.V4 ? "ipv4" : "ipv6");
        if (conversation.Protocol is { } protocol) protocols.Add(JsonValue.Create(protocol));
        says["protocols"] = protocols;
        yield return _objects.AddObservable("network-traffic", says);
    }

    void CourseOfAction(CauseReport cause, int number, IEnumerable<StixIndicator> indicators)
    {
        var action = _objects.Add("course-of-action", new()
        {
            ["name"] = $"fix {number + 1}: {cause.Fix.Change.Kind}",
            ["description"] = $"{FixText.Change(cause.Fix)}\nTo take it back:\n\n{FixText.Back(cause.Fix)}",
        });
        Note($"cause {number + 1}: {cause.Name}",
            [.. cause.Claims.Select(Line), $"confidence: {cause.Confidence}, since {cause.Why}"], action,
            ConfidenceScales.Number(cause.Confidence));
        var places = cause.Claims.SelectMany(claim => claim.Evidence).OfType<Assertion.Counts>()
            .SelectMany(counts => counts.Places).ToHashSet();   // the lines by which it came in
        foreach (var indicator in indicators.Where(one => one.Places.Overlaps(places)))
            _objects.Relate(action, "mitigates", indicator.Id);
    }

    void Note(string what, IEnumerable<string> lines, string about, int? confidence = null)
    {
        if (string.Join('\n', lines.Select(line => $"- {line}")) is not { Length: > 0 } text) return;
        var says = new JsonObject
        {
            ["abstract"] = what,
            ["content"] = text,
            ["object_refs"] = new JsonArray(about),
        };
        if (confidence is { } sure) says["confidence"] = sure;
        _objects.Add("note", says);
    }
}
