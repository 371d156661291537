using System.CommandLine;
using Merlon.Context;
using Merlon.Evaluation;
using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Nftables;
using Merlon.Rules.Syntax;
using Merlon.Synthesis;

namespace Merlon.Cli;

/// <summary><c>merlon respond</c>: alerts and the traffic around them in, a rule set out.</summary>
static class RespondCommand
{
    static readonly Option<string> Emit =
        Options.Named("--emit", "iptables", ["iptables", "nftables", "json"], "The form of the rule set");

    static readonly Option<double?> Threshold = Options.Number("--threshold", "SCORE",
        "A flow with at least this score is an alert [default: as the log's alerts and labels say]");

    static readonly Option<TimeSpan?> Timeout = Options.Timeout();

    public static Command Create() =>
        Create("respond", "Answer alerts with a rule set: one that stops them and spares the rest", "merlon");

    /// <summary><c>merlon propose</c>: the same, with a language model that proposes rules.</summary>
    public static Command CreateWithModel() => Create(
        "propose", "Have a language model propose rules, prove them, and give the better answer: its or Merlon's own",
        Options.WithModel);

    static Command Create(string name, string description, string strategy)
    {
        var logs = new LogOptions();
        var options = new ResponseOptions(strategy);
        var command = new Command(name, description);
        logs.AddTo(command);
        options.AddTo(command);
        foreach (var option in (Option[])[Threshold, Emit, Timeout, CertificateFile.Option, Options.Json])
            command.Add(option);
        Options.Check(command, result =>
        {
            if (result.GetResult(Timeout) is not null && result.GetValue(Emit) is not "nftables")
                result.AddError("--timeout: expected --emit nftables beside it");
        });
        command.SetAction(parsed =>
        {
            var isCertified = CertificateFile.IsWanted(parsed);
            if (isCertified && !CertificateFile.CanBe(parsed, logs.Paths(parsed), options.ContextPath(parsed)))
                return Exit.Usage;
            if (options.Context(parsed, out var status) is not { } context) return status;

            using var end = new EndRequest();
            var proposer = options.HasModel(parsed)
                ? ProposerOptions.Open(parsed, isOnlyLast: true, end.Token, out status)
                : null;
            if (options.HasModel(parsed) && proposer is null) return status;

            using var set = logs.Open(parsed, logs.Paths(parsed), isCertified);
            if (set is null) return Exit.Unreadable;

            var rivals = new Rivals(ResponseOf(null), proposer is null ? null : ResponseOf(proposer), proposer);
            var threshold = parsed.GetValue(Threshold);
            var isRead = set.TryReadAll(observation => rivals.Next(observation, IsAlert(observation, threshold)));
            if (!isRead) return Exit.Unreadable;

            rivals.End();
            var response = rivals.Best;
            var families = RuleSets(options.Hook(parsed), response);
            if (!ContextOption.IsKept(context, families)) return Exit.AnswerIsNo;

            var calls = proposer is null ? "" : ExchangeText.Comments(proposer.Exchanges);
            var rules = calls + OutOfReach(response) + RuleSetWriter.PrintAdditions(families);
            if (isCertified)
            {
                var certified = new CertifiedResponse(
                    options.Strategy(parsed), options.Epsilon(parsed), options.Hook(parsed),
                    options.Internals(parsed, context), rules, families);
                var reading = logs.Reading(parsed, threshold, options.Settings(parsed, TimeSpan.Zero));
                status = CertificateFile.Write(parsed, certified, response, reading, set, options.ContextPath(parsed));
                if (status != Exit.Done) return status;
            }

            var form = parsed.GetValue(Options.Json) ? "json" : parsed.GetRequiredValue(Emit);
            if (form == "json") JsonOutput.Write(json =>
            {
                ResponseJson.Write(
                    json, options.Strategy(parsed), options.Epsilon(parsed), options.Hook(parsed), response);
                if (proposer is not null) ExchangeText.Write(json, proposer);
            });
            else Console.Out.Write(form == "nftables"
                ? calls + OutOfReach(response)
                    + Nftables(families, new(Timeout: parsed.GetValue(Timeout) ?? context.BlockFor))
                : rules);
            Summarise(response, options, parsed);
            if (rivals.Verdict is { } verdict) Screen.Note(verdict);
            if (!context.Protected.IsEmpty) Screen.Note(Kept(context));
            Limits.Report(response.Responder);
            return Exit.Done;

            Response ResponseOf(IProposer? one) =>
                new(options.Responder(parsed, context, TimeSpan.Zero, isHindsight: true, one));
        });
        return command;
    }

    /// <summary>What a NIDS, a label that stands in for one, or a score over the threshold says.</summary>
    public static bool IsAlert(in Observation observation, double? threshold) =>
        observation.Kind is not RecordKind.Flow
        || (threshold is { } cut && !double.IsNaN(observation.Flow.Score)
            ? observation.Flow.Score >= cut
            : observation.Flow.Label is Label.Malicious);

    /// <summary>Why a rule is there, in one line that stands on what was counted.</summary>
    public static string Reason(RuleEffect effect)
    {
        var (made, alerts, benign, grounds) = effect;
        var proposal = made.Proposal;
        var runnerUp = proposal.RunnerUp is { } next ? $"; next best: drop {next}" : "";
        return $"rule {made.Number + 1}, {made.MadeAt:HH:mm:ss} UTC: drop {made.Rule}; "
            + $"covers {Plural(alerts.Count, "alert")}{Since(made)} ({When(proposal)}); "
            + $"would have dropped {Plural(benign.Count, "benign flow")} ({made.BenignWindow:N0} were in the window)"
            + $"{Bound(proposal, grounds)}{TakenFor(proposal)}{runnerUp}"
            + (proposal.Proposer is { } proposer ? $"; proposed by {proposer}" : "");
    }

    static string Since(MadeRule made) => made.Rule.Above is null ? "" : " that came above it since then";

    static string When(in Proposal proposal) => proposal.Uncovered > 0
        ? $"{proposal.Alerts:N0} of {Plural(proposal.Uncovered, "open alert")} when it was made"
        : $"made after {proposal.Alerts:N0}";

    static string TakenFor(in Proposal proposal) => proposal.TakenFor is { } seen
        ? $"; {proposal.Rule.Destination} is taken for a {(seen.Role is AssetRole.Other ? "server" : seen.Role.Name)}, "
            + $"by its traffic alone: {Plural(seen.Clients, "honest client")} on {seen.Protocol.Name}/{seen.Port}"
        : "";

    // 0.1 % is as fine as anybody can use.
    static string Bound(in Proposal proposal, Grounds? grounds) => proposal.Life is not { } life || grounds is null
        ? ""
        : $"; at most {Math.Ceiling(grounds.Bound * 1_000) / 10:0.#} % of honest visits to come "
            + $"({1 - MerlonStrategy.Risk:0 %} sure); for {Durations.Print(life)}"
            + (proposal.IsRenewed ? " after the last packet that it drops" : "");

    public static string Plural(long count, string noun) => $"{count:N0} {noun}{(count == 1 ? "" : "s")}";

    static string Kept(SiteContext context) =>
        $"no rule drops a packet that the context protects (all packets were held against the rules and its "
            + $"{context.Protected.Length:N0} entries of critical, admins and allow)";

    static string WhyOpen(string strategy, double epsilon, bool hasForbidden) =>
        WhyOpen(strategy, epsilon) + (hasForbidden ? ", or traffic that the context protects would be dropped" : "");

    static string WhyOpen(string strategy, double epsilon) => strategy switch
    {
        "public" => "open: public makes one rule every 30 s, and ten stand at most",
        "merlon" or Options.WithModel => "open: the NIDS may be wrong about them, or honest traffic contradicts each "
            + "rule for them "
            + $"(ε = {epsilon:0.####})",
        _ => "open: with any rule for them, the benign flows that the rule set matches would come to more than "
            + $"ε = {epsilon:0.####} of the window",
    };

    static IReadOnlyList<RuleSet> RuleSets(Hook hook, Response response) =>
        DropRuleSets.Of(hook, response.Rules.Select(effect => (effect.Made.Rule, Reason(effect))));

    static string Nftables(IReadOnlyList<RuleSet> families, NftablesForm form) => string.Concat(families.Select(rules =>
        NftablesWriter.Convert(rules.Family, rules.TableNamed("filter")!, form).Print("merlon")));

    static string OutOfReach(Response response)
    {
        var unreachable = response.OutOfReach;
        if (unreachable.Count == 0) return "";

        IEnumerable<string> lines =
        [
            $"{Plural(unreachable.Count, "alert")} that no rule at this firewall can stop, "
                + "since the packets do not pass the chain:",
            .. unreachable.First.Take(10).Select(alert =>
                $"  {alert.At:yyyy-MM-dd HH:mm:ss} {alert.Flow.Key} {alert.Flow.Attack}".TrimEnd()),
        ];
        var rest = unreachable.Count - 10;
        if (rest > 0) lines = lines.Append($"  and {rest:N0} more (--json lists {Matches.MostShown})");
        return string.Concat(lines.Select(CommentText.Of));
    }

    static string Quality(Choice choice) => choice switch
    {
        { IsOptimal: true } => "no other choice covers more alerts, or as many with less harm or fewer rules (proven)",
        { Gap: 0 } => "no other choice covers more alerts (proven)",
        _ => $"another choice might cover {Plural(choice.Gap, "alert")} more, none more than that (proven)",
    };

    static void Summarise(Response response, ResponseOptions options, ParseResult parsed)
    {
        if (response.Alerts == 0)
        {
            Screen.Note("no alerts in the input, so there is nothing to answer: give the log of a NIDS beside the "
                + "traffic, or what merlon detect run writes");
        }

        var open = response.Alerts - response.Covered - response.OutOfReach.Count;
        var rules = Plural(response.Rules.Count, "rule");
        Screen.Note($"{Plural(response.Alerts, "alert")} in {Plural(response.WindowCount, "window")}: "
            + $"{response.Covered:N0} covered by {rules}, {response.OutOfReach.Count:N0} out of reach, {open:N0} open");
        Screen.Note($"{Plural(response.BenignFlows, "benign flow")}, "
            + $"{response.BenignDropped:N0} of them would have been dropped");
        if (response.Withdrawn > 0)
            Screen.Note($"{Plural(response.Withdrawn, "rule")} withdrawn: honest traffic came that they would drop");
        if (response.Choice is { Candidates: > 0 } choice)
            Screen.Note($"{rules} of {Plural(choice.Candidates, "candidate")}: {Quality(choice)}");
        if (open > 0 && !response.IsFull)
            Screen.Note(WhyOpen(options.Strategy(parsed), options.Epsilon(parsed), response.Responder.HasForbidden));
    }
}
