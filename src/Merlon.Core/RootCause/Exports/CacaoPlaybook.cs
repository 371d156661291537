using System.Text.Json.Nodes;
using Merlon.RootCause.Reports;
using Merlon.Rules;

namespace Merlon.RootCause.Exports;

/// <summary>
/// The response to an incident as a playbook of CACAO 2.0, for people to go through: each fix is made, checked, and
/// taken back where it does harm. Rules are files of whoever runs the firewall, so every command is a manual one, with
/// its exact text. Nothing that an attacker wrote is in it: it is made of rules, addresses and places in logs.
/// </summary>
public sealed class CacaoPlaybook
{
    readonly Report _report;
    readonly CacaoWorkflow _workflow;

    CacaoPlaybook(Report report)
    {
        _report = report;
        _workflow = new(StixObjects.UuidOf("playbook", new()
        {
            ["issue"] = report.Issue.Text,
            ["at"] = ReportTimes.Text(ReportTimes.LastOf(report)),
            ["fixes"] = new JsonArray(
                [.. report.Causes.SelectMany(cause => cause.Fix.Diff).Select(line => JsonValue.Create(line))]),
        }));
    }

    public static JsonObject Of(Report report) => new CacaoPlaybook(report).Build();

    JsonObject Build()
    {
        var start = _report.Causes.IsEmpty ? WithoutFix() : Fixes();
        var at = ReportTimes.Text(ReportTimes.LastOf(_report));
        var playbook = new JsonObject
        {
            ["type"] = "playbook",
            ["spec_version"] = "cacao-2.0",
            ["id"] = $"playbook--{_workflow.Playbook}",
            ["name"] = $"response: {string.Join(", ", _report.Answer)}",
            ["description"] = VisibleText.Of(_report.Issue.Text),
            ["playbook_types"] = new JsonArray(!_report.Causes.IsEmpty ? "mitigation"
                : _report.Unknowns.IsEmpty ? "notification" : "investigation"),
            ["playbook_activities"] = _workflow.Activities,
            ["created_by"] = StixObjects.Merlon,
            ["created"] = at,
            ["modified"] = at,
            ["labels"] = new JsonArray([.. _report.Answer.Select(answer => JsonValue.Create(answer))]),
        };
        if (_workflow.Variables.Count > 0) playbook["playbook_variables"] = _workflow.Variables;
        playbook["workflow_start"] = start;
        playbook["workflow"] = _workflow.ToJson();
        playbook["agent_definitions"] = new JsonObject { [_workflow.Agent] = CacaoWorkflow.Administrator };
        playbook["target_definitions"] = new JsonObject { [_workflow.Target] = CacaoWorkflow.Firewall };
        return playbook;
    }

    string Fixes()
    {
        var next = _workflow.End("all is done");
        foreach (var (number, cause) in _report.Causes.Index().Reverse()) next = Fix(cause, number + 1, next);
        return _workflow.Start(next);
    }

    // Change, check, judge; and back where it does harm.
    string Fix(CauseReport cause, int number, string next)
    {
        var (fix, variable) = (cause.Fix, $"__fix_{number}_holds__");
        _workflow.Declare(variable, $"whether fix {number} does what it should: true or false");
        var back = _workflow.Action($"take fix {number} back", "revert-system",
        [
            CacaoWorkflow.Exact("revert-system", "Put the lines of the rules back, and load them:",
                FixText.Plain(fix.Rollback)),
        ], _workflow.End($"fix {number} is taken back"));
        var judge = _workflow.If($"does fix {number} fail?", $"{variable}:value = 'false'", back,
            _workflow.End($"fix {number} stays"), next);
        var check = _workflow.Action($"check fix {number}", "analyze-collected-data",
            [.. Checks(fix), Judgement(fix, variable)], judge, variable);
        return _workflow.Action($"fix {number}: {fix.Change.Kind}", "restrict-access",
        [
            CacaoWorkflow.Exact("restrict-access", $"Against {cause.Name}: change these lines of the rules, which are"
                + " numbered as in the files that were read. Do not load them yet.", FixText.Plain(fix.Diff)),
        ], check);
    }

    IEnumerable<JsonObject> Checks(Fix fix) => FixText.Checks(fix, _report.Rules!).Select(check =>
        CacaoWorkflow.Exact("analyze-collected-data", "It must find no fault in the changed rules:", check));

    static JsonObject Judgement(Fix fix, string variable) => CacaoWorkflow.Said("analyze-collected-data",
        $"Load the changed rules. Replayed on the logs, they refuse {fix.NewlyRefused} lines more than before and"
        + $" nothing that was legitimate. See that what must work still does, and set {variable} to true; if it does"
        + " not, or a check before found a fault, set it to false.");

    // An answer, too: nothing is to be changed, and that is told.
    string WithoutFix()
    {
        var end = _workflow.End("nothing is to be changed");
        if (_report.Unknowns.IsEmpty)
        {
            var nothing = $"Change nothing: {VisibleText.Of(_report.Issue.Text)}.";
            return _workflow.Start(_workflow.Action("change nothing", "deliver-content",
                [CacaoWorkflow.Said("deliver-content", nothing)], end));
        }

        var unknown = _report.Unknowns.Select(claim =>
            CacaoWorkflow.Said("analyze-collected-data", $"Find out: {VisibleText.Of(claim.Text)}."));
        return _workflow.Start(_workflow.Action("find out what is not told; change nothing before",
            "analyze-collected-data", [.. unknown], end));
    }
}
