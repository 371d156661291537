using System.Text.Json;
using Merlon.Flows.Formats;
using Merlon.Rules;
using Merlon.Rules.Syntax;
using Merlon.Synthesis;

namespace Merlon.Cli;

/// <summary>
/// A response as JSON: each rule with the alerts that it covers and the benign flows that it matches.
/// </summary>
static class ResponseJson
{
    public static void Write(Utf8JsonWriter json, string strategy, double epsilon, Hook hook, Response response)
    {
        json.WriteString("strategy", strategy);
        json.WriteNumber("epsilon", epsilon);
        json.WriteString("chain", hook.ChainName);
        json.WriteNumber("alerts", response.Alerts);
        json.WriteNumber("covered", response.Covered);
        json.WriteNumber("benign", response.BenignFlows);
        json.WriteNumber("benignDropped", response.BenignDropped);
        json.WriteNumber("withdrawn", response.Withdrawn);
        if (response.Choice is { } choice) WriteChoice(json, choice);
        WriteMatches(json, "outOfReach", response.OutOfReach);
        WriteWindows(json, response);
        json.WriteStartArray("rules");
        foreach (var effect in response.Rules) WriteRule(json, hook, effect);
        json.WriteEndArray();
    }

    static void WriteChoice(Utf8JsonWriter json, Choice choice)
    {
        json.WriteStartObject("choice");
        json.WriteNumber("candidates", choice.Candidates);
        json.WriteNumber("mostRules", choice.Limit);
        json.WriteNumber("covered", choice.Covered);
        json.WriteNumber("coveredAtMost", choice.Bound);
        json.WriteBoolean("isOptimal", choice.IsOptimal);
        json.WriteEndObject();
    }

    static void WriteWindows(Utf8JsonWriter json, Response response)
    {
        json.WriteStartArray("windows");
        foreach (var window in response.Windows)
        {
            json.WriteStartObject();
            json.WriteNumber("number", window.Number);
            json.WriteString("openedAt", window.OpenedAt);
            json.WriteString("latestAt", window.LatestAt);
            json.WriteNumber("alerts", window.Alerts);
            json.WriteNumber("rulesMade", window.RulesMade);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteRule(Utf8JsonWriter json, Hook hook, RuleEffect effect)
    {
        var rule = effect.Made.Rule;
        json.WriteStartObject();
        json.WriteNumber("number", effect.Made.Number + 1);
        json.WriteString("rule", RuleWriter.Print(rule.ToRule(), hook.ChainName));
        json.WriteNumber("family", rule.Anchor.IsV4 ? 4 : 6);
        json.WriteString("atom", rule.Atom.ToString().ToLowerInvariant());
        WriteSpared(json, rule.Spared ?? Spared.Nothing);
        if (rule.Above is { } limit) json.WriteNumber("abovePerMinute", limit.PerMinute);
        if (effect is { Grounds: { } grounds, Made.Proposal.Life: { } life })
        {
            JsonOutput.Number(json, "bound", grounds.Bound);
            JsonOutput.Number(json, "confidence", 1 - MerlonStrategy.Risk);
            JsonOutput.Number(json, "seconds", life.TotalSeconds);
            json.WriteBoolean("isRenewed", effect.Made.Proposal.IsRenewed);
        }

        if (effect.Made.Proposal.RunnerUp is { } next)
            json.WriteString("runnerUp", RuleWriter.Print(next.ToRule(), hook.ChainName));
        if (effect.Made.Proposal.Proposer is { } proposer) json.WriteString("proposedBy", proposer);
        json.WriteString("madeAt", effect.Made.MadeAt);
        json.WriteNumber("window", effect.Made.Window);
        json.WriteString("reason", RespondCommand.Reason(effect));
        WriteMatches(json, "alerts", effect.Alerts);
        WriteMatches(json, "benign", effect.Benign);
        json.WriteEndObject();
    }

    // What the rule, as it stands alone, does not say: in a rule set, chains of their own do.
    static void WriteSpared(Utf8JsonWriter json, Spared spared)
    {
        json.WriteStartObject("spared");
        json.WriteStartArray("ports");
        foreach (var port in spared.Ports) json.WriteNumberValue(port);
        json.WriteEndArray();
        json.WriteStartArray("clients");
        foreach (var client in spared.Clients.OrderBy(client => client.Bits)) json.WriteStringValue($"{client}");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // The count is of all; the flows are the first of them.
    static void WriteMatches(Utf8JsonWriter json, string name, Matches matches)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count", matches.Count);
        json.WriteStartArray("flows");
        foreach (var match in matches.First) EveWriter.Write(json, match);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
