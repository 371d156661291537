using System.Globalization;
using Merlon.Context;
using Merlon.Detection.Models;
using Merlon.Rules;
using Merlon.Rules.Syntax;
using Merlon.Synthesis;
using Spectre.Console;
using Rule = Spectre.Console.Rule;

namespace Merlon.Cli;

/// <summary>A <see cref="Demonstration"/>, in words and tables.</summary>
static class DemoText
{
    const int MostShown = 12;

    public static void Write(Demonstration shown)
    {
        WhatWasLearnt(shown);
        WhatWasFound(shown);
        AlertWindows(shown.Response);
        RuleSet(shown.Response);
        Effect(shown);
        WhatNext();
    }

    static void WhatWasLearnt(Demonstration shown)
    {
        Heading("What it learnt");
        Say($"{Demonstration.Folder}/train.pcap.gz: {InWords(shown.Training.Learnt)}, all honest, captured at a "
            + "gateway in the lab.");
        Say($"calibrate.pcap.gz: {InWords(shown.Calibrating.Learnt)} more; one in "
            + $"{1 / CalibrateCommand.StandardRate:N0} honest packets will score above "
            + $"{Number(shown.Calibration!.Threshold)}.");
        Say("");
    }

    static void WhatWasFound(Demonstration shown)
    {
        Heading("What it found");
        Say($"test.pcap.gz: {InWords(shown.Test.Learnt)}, and in them {shown.Attacks} attacks by real tools.");
        Say($"{RespondCommand.Plural(shown.Alerts, "alert")} on {shown.Found} of the {shown.Attacks} attacks, "
            + $"{shown.FalseAlerts:N0} of them on honest packets. The first of the others:");
        if (shown.First is { } first)
        {
            Say($"{first.At:HH:mm:ss} {first.Flow.Key}, score {Number(first.Flow.Score)}");
            foreach (var why in first.Why) Say($"    {why}");
        }

        Say("");
    }

    static string InWords(Learnt learnt) =>
        $"{learnt.Packets:N0} packets, {Durations.Text(learnt.LastSeen - learnt.FirstSeen)}";

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
        var attack = effect.Alerts.First.CountBy(alert => alert.Flow.Attack ?? "").MaxBy(named => named.Value).Key;
        var harm = effect.Benign.Count == 0
            ? $"none of the {effect.Made.BenignWindow:N0} flows without an alert before it matches it"
            : $"it would have dropped {RespondCommand.Plural(effect.Benign.Count, "flow")} without an alert";
        var alerts = RespondCommand.Plural(effect.Made.Proposal.Alerts, "alert");
        var spared = effect.Made.Rule.Spared is { Clients.IsEmpty: false } left ? $"spares {left}; " : "";
        return $"{spared}made at {effect.Made.MadeAt:HH:mm:ss} after {alerts}; stops {effect.Alerts.Count:N0} "
            + $"({(attack is { Length: > 0 } ? attack : "no attack")}); {harm}";
    }

    static void Effect(Demonstration shown)
    {
        Heading("Its effect, had it run at the gateway (each rule binds 1 s after its alert)");
        Tables.Write(EvaluateCommand.EffectTable(shown.Replay.Scores));
        var (cbr, wbr) = (shown.Ideal.Scores.Cbr, shown.Ideal.Scores.Wbr);
        Say("Most of these attacks last a few seconds. With a NIDS that never errs in the detector's place: "
            + $"CBR {cbr:0.0000}, WBR {wbr:0.0000}.");
        Say("");
    }

    static void WhatNext()
    {
        Heading("Next, on your own files");
        string[] lines =
        [
            "./merlon detect train normal.pcap --out model.json   learn what is normal on your network",
            "./merlon flows /var/log/suricata/eve.json            what is in a log, and which lines are bad",
            "./merlon respond /var/log/suricata/eve.json          a rule set, as iptables-save text",
            "./merlon respond conn.log eve.json --json            Zeek's traffic with Suricata's alerts, as JSON",
            "./merlon evaluate labelled.csv --epsilon 0.01        CBR and WBR on traffic whose truth you know",
        ];
        foreach (var line in lines) Say(line);
    }

    static string Number(double number) => number.ToString("G4", CultureInfo.InvariantCulture);

    static void Say(string line) => Screen.Out.WriteLine(line);

    static void Heading(string text)
    {
        if (Screen.IsTerminal) Screen.Out.Write(new Rule($"[bold green]{Markup.Escape(text)}[/]").LeftJustified());
        else Say($"== {text}");
    }
}
