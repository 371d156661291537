using System.CommandLine;
using Merlon.Context;
using Merlon.Evaluation;
using Merlon.Flows;
using Merlon.Rules;
using Merlon.Rules.Syntax;
using Merlon.Synthesis;
using Spectre.Console;
using Rule = Spectre.Console.Rule;

namespace Merlon.Cli;

/// <summary>
/// <c>merlon demo</c>: the main job on the traffic in samples/, from alerts to a rule set and its effect.
/// </summary>
static class DemoCommand
{
    const int MostShown = 12;

    const string Sample = "samples/office.flows.csv";

    public static Command Create()
    {
        var command = new Command("demo", "The main job on samples/: alerts to rule set, its effect, a report");
        command.Add(Options.Json);
        command.SetAction(parsed =>
        {
            var path = Path.Combine(Root(), Sample);
            return Run(path, parsed.GetValue(Options.Json));
        });
        return command;
    }

    static int Run(string path, bool asJson)
    {
        var response = new Response(Responder(TimeSpan.Zero, isHindsight: true));
        var replay = new Replay(
            Responder(ResponseSettings.Default.Reaction, isHindsight: false), DetectorStandIn.Ideal);
        var summary = new FlowSummary();
        var isRead = TryRead(path, observation =>
        {
            summary.Add(observation);
            response.Next(observation, RespondCommand.IsAlert(observation, threshold: null));
            replay.Next(observation.Flow);
        });
        if (!isRead) return Exit.Unreadable;

        response.End();
        if (asJson) WriteJson(summary, response, replay);
        else WriteText(summary, response, replay);
        return Exit.Done;
    }

    static Responder Responder(TimeSpan reaction, bool isHindsight) => new(
        new MerlonStrategy(MerlonStrategy.StandardEpsilon),
        new Vantage(Hook.Forward),
        ResponseSettings.Default with { Reaction = reaction },
        isHindsight);

    static bool TryRead(string path, Action<Observation> next)
    {
        using var logs = LogSet.Open([(path, "csv")], default, strict: true, TimeSpan.MaxValue);
        return logs?.TryReadAll(next) ?? false;
    }

    // The folder that holds merlon, samples/ and the rest; the script beside them says so.
    static string Root()
    {
        if (Environment.GetEnvironmentVariable("MERLON_ROOT") is { Length: > 0 } root) return root;

        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, Sample))) folder = folder.Parent;
        return folder?.FullName ?? Directory.GetCurrentDirectory();
    }

    static void WriteJson(FlowSummary summary, Response response, Replay replay) => JsonOutput.Write(json =>
    {
        json.WriteString("sample", Sample);
        json.WriteNumber("flows", summary.Flows);
        json.WriteStartObject("response");
        ResponseJson.Write(json, "merlon", MerlonStrategy.StandardEpsilon, Hook.Forward, response);
        json.WriteEndObject();
        json.WriteStartObject("effect");
        EvaluateCommand.WriteScores(json, replay);
        json.WriteEndObject();
    });

    static void WriteText(FlowSummary summary, Response response, Replay replay)
    {
        WhatWasSeen(summary, response);
        AlertWindows(response);
        RuleSet(response);
        Effect(replay);
        WhatNext();
    }

    static void WhatWasSeen(FlowSummary summary, Response response)
    {
        Heading("What was seen");
        Say($"{Sample}: {summary.Flows:N0} flows captured at a gateway in the lab, "
            + $"{Durations.Text(summary.LastSeen!.Value - summary.FirstSeen!.Value)} of traffic to real servers.");
        Say($"{response.Alerts:N0} of them are attacks by real tools; the sample's truth stands in "
            + "for a NIDS, and raises an alert on each.");
        Say($"The other {response.BenignFlows:N0} are the honest traffic that must be spared.");
        Say("");
    }

    static void AlertWindows(Response response)
    {
        Heading("Alert windows");
        var table = Tables.Of("opened (UTC)", "lasted", "alerts", "rules made");
        foreach (var window in response.Windows)
        {
            table.AddRow(
                $"{window.OpenedAt:yyyy-MM-dd HH:mm:ss}", Durations.Text(window.LatestAt - window.OpenedAt),
                $"{window.Alerts:N0}", $"{window.RulesMade:N0}");
        }

        Tables.Write(table);
    }

    static void RuleSet(Response response)
    {
        Heading("The rule set, and why");
        var rules = response.Rules.OrderByDescending(effect => effect.Alerts.Count).ToList();
        foreach (var effect in rules.Take(MostShown))
        {
            var line = RuleWriter.Print(effect.Made.Rule.ToRule(), Hook.Forward.ChainName);
            Screen.Out.MarkupLineInterpolated($"[bold]{line}[/]");
            Say($"    {Why(effect)}");
        }

        if (rules.Count > MostShown) Say($"and {rules.Count - MostShown:N0} more (merlon demo --json lists them)");
        Say("");
    }

    static string Why(RuleEffect effect)
    {
        var attack = effect.Alerts.First.Count > 0 ? effect.Alerts.First[0].Flow.Attack : null;
        var harm = effect.Benign.Count == 0
            ? $"none of the {effect.Made.BenignWindow:N0} honest flows before it matches it"
            : $"it would have dropped {RespondCommand.Plural(effect.Benign.Count, "honest flow")}";
        var alerts = RespondCommand.Plural(effect.Made.Proposal.Alerts, "alert");
        var spared = effect.Made.Rule.Spared is { Clients.IsEmpty: false } left ? $"spares {left}; " : "";
        return $"{spared}made at {effect.Made.MadeAt:HH:mm:ss} after {alerts}; stops {effect.Alerts.Count:N0} "
            + $"({attack ?? "unnamed"}); {harm}";
    }

    static void Effect(Replay replay)
    {
        Heading("Its effect, had it run at the gateway (each rule binds 1 s after its alert)");
        Tables.Write(EvaluateCommand.EffectTable(replay.Scores));
    }

    static void WhatNext()
    {
        Heading("Next, on your own files");
        string[] lines =
        [
            "./merlon flows /var/log/suricata/eve.json          what is in a log, and which lines are bad",
            "./merlon respond /var/log/suricata/eve.json        a rule set, as iptables-save text",
            "./merlon respond conn.log eve.json --json          Zeek's traffic with Suricata's alerts, as JSON",
            "./merlon evaluate labelled.csv --epsilon 0.01      CBR and WBR on traffic whose truth you know",
        ];
        foreach (var line in lines) Say(line);
    }

    static void Say(string line) => Screen.Out.WriteLine(line);

    static void Heading(string text)
    {
        if (Screen.IsTerminal) Screen.Out.Write(new Rule($"[bold green]{Markup.Escape(text)}[/]").LeftJustified());
        else Say($"== {text}");
    }
}
