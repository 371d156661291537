using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Lint;
using Merlon.Rules.Sets;
using Merlon.Rules.Syntax;
using Spectre.Console;
using Rule = Merlon.Rules.Rule;

namespace Merlon.Cli;

/// <summary><c>merlon rules lint</c>: what is odd about a rule set, and a cleaned one that does the same.</summary>
static class LintCommand
{
    static readonly RuleOptions Rules = new();
    static readonly Option<Ip[]> Protect = new("--protect")
    {
        Description = "An address that must stay reachable; may be repeated",
        HelpName = "ADDRESS",
        CustomParser = result => [.. result.Tokens.Select(token =>
        {
            if (!Ip.TryParse(token.Value, out var address))
                result.AddError($"--protect: expected an address; '{token.Value}' is none");
            return address;
        })],
        DefaultValueFactory = _ => [],
    };

    static readonly Option<bool> All = new("--all")
    {
        Description = "Tell of exceptions and correlations too, which are often meant",
    };

    static readonly Option<bool> Fix = new("--fix")
    {
        Description = "Write the text without the rules that change nothing; the result is proven to decide the same",
    };

    static readonly Option<string> FailOn = Options.Named("--fail-on", "never", ["never", "fault", "any"],
        "Exit with 1 when there is such a finding");

    public static Command Create()
    {
        var command = new Command("lint", "Tell what is odd about a rule set: shadowed, redundant, too wide rules");
        Rules.AddTo(command);
        command.Add(Protect);
        command.Add(All);
        command.Add(Fix);
        command.Add(FailOn);
        command.Add(Options.Json);
        command.SetAction(parsed =>
        {
            try
            {
                return parsed.GetValue(Fix) ? Cleaned(parsed) : Lint(parsed);
            }
            catch (TooLargeException e)
            {
                Screen.Error(e.Message);
                return Exit.Environment;
            }
        });
        return command;
    }

    static int Lint(ParseResult parsed)
    {
        var files = Rules.OpenInPart(parsed);
        if (files is null || files.Any(file => file.Filter() is null)) return Exit.Unreadable;

        OtherTables.Tell(files);
        ImmutableArray<Ip> @protected = [.. parsed.GetRequiredValue(Protect)];
        var found = files.Select(file => FindingsIn(file, @protected)).ToList();
        var isWhole = found.TrueForAll(one => one.IsWhole);
        var findings = found.SelectMany(one => one.Findings).ToList();
        var shown = findings.FindAll(finding => finding.IsFault || parsed.GetValue(All));
        if (parsed.GetValue(Options.Json)) JsonOutput.Write(json => WriteJson(json, shown, isWhole));
        else WriteText(files[0], shown, findings.Count - shown.Count);

        var isFaulty = !files.All(file => file.Read.IsValid);
        return parsed.GetRequiredValue(FailOn) switch
        {
            "any" when findings.Count > 0 || isFaulty => Exit.AnswerIsNo,
            "fault" when findings.Exists(finding => finding.IsFault) || isFaulty => Exit.AnswerIsNo,
            _ => Exit.Done,
        };
    }

    static (IReadOnlyList<Finding> Findings, bool IsWhole) FindingsIn(RuleFile file, ImmutableArray<Ip> @protected)
    {
        var (family, table) = (file.Rules.Family, file.Filter()!);
        try
        {
            return (Linter.Lint(family, table, @protected), IsWhole: true);
        }
        catch (TooLargeException) when (@protected.IsEmpty)
        {
            Screen.Note(
                $"{file.Name}: too large to look at all rules together; told is what is odd about one or two");
            return (Linter.LintPairs(family, table), IsWhole: false);
        }
    }

    // What makes no sense cannot be left out of what is written.
    static int Cleaned(ParseResult parsed)
    {
        if (Rules.OpenValid(parsed) is not { } file || file.Filter() is not { } table) return Exit.Unreadable;

        var (cleaned, removed) = Cleaner.Clean(file.Rules.Family, table);
        var hooks = Enum.GetValues<Hook>();
        var diffs = PolicyDiff.Of(file.Rules.Family, table, cleaned, hooks, isStateKept: true);
        foreach (var (hook, diff) in hooks.Zip(diffs))
        {
            if (diff.IsEmpty) continue;
            Screen.Error($"{file.Name}: cleaned, it would not decide the same in {hook.ChainName}; nothing written");
            return Exit.AnswerIsNo;
        }

        var rules = file.Rules with { Tables = file.Rules.Tables.Replace(table, cleaned) };
        if (CleanedText.Of(file, rules, removed) is { } text) Screen.Write(text, file.Encoding);
        else
        {
            Screen.Write(CleanedText.Canonical(rules), file.Encoding);
            Screen.Note("rules that -I puts before others are written in their order, without the comments");
        }

        var lines = removed.Length == 0 ? "" : $": lines {string.Join(", ", removed.Select(rule => rule.Line))}";
        Screen.Note($"{removed.Length:N0} rules removed{lines}; proven to decide every packet the same");
        return Exit.Done;
    }

    static void WriteText(RuleFile file, List<Finding> shown, int hidden)
    {
        foreach (var finding in shown)
        {
            var where = $"{file.Name}:{finding.Line}{(finding.Rule is null ? $": chain {finding.Chain}" : "")}";
            Screen.Out.MarkupInterpolated($"[yellow]{NameOf(finding.Anomaly)}[/] ");
            Screen.Line($"{where}: {finding.Message}");
            if (finding.Rule is not null) WriteRule("    ", finding.Chain, finding.Rule);
            foreach (var other in finding.Others.Take(5)) WriteRule($"    line {other.Line}: ", finding.Chain, other);
            if (finding.Others.Length > 5) Console.Out.WriteLine($"    and {finding.Others.Length - 5:N0} more");
            if (finding.Witness is { } witness) Screen.Line($"    such as {PacketFields.Print(witness)}");
            Screen.Line($"    to do: {finding.Advice}");
        }

        var more = hidden > 0 ? $"; not shown (--all): exceptions and correlations, {hidden:N0}" : "";
        Console.Out.WriteLine(shown.Count == 0 ? $"nothing odd{more}" : $"findings: {shown.Count:N0}{more}");
    }

    static void WriteRule(string lead, string chain, Rule rule) =>
        Screen.Line(lead + RuleWriter.Print(rule, chain));

    static void WriteJson(Utf8JsonWriter json, List<Finding> findings, bool isWhole)
    {
        json.WriteBoolean("complete", isWhole);
        json.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("anomaly", NameOf(finding.Anomaly));
            json.WriteString("chain", finding.Chain);
            json.WriteNumber("line", finding.Line);
            if (finding.Rule is { } rule) json.WriteString("rule", RuleWriter.Print(rule, finding.Chain));

            json.WriteStartArray("otherLines");
            foreach (var other in finding.Others) json.WriteNumberValue(other.Line);
            json.WriteEndArray();
            if (finding.Witness is { } witness) json.WriteString("witness", PacketFields.Print(witness));
            json.WriteString("message", finding.Message);
            json.WriteString("advice", finding.Advice);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static string NameOf(Anomaly anomaly) => anomaly switch
    {
        Anomaly.MatchesNothing => "matches-nothing",
        Anomaly.UnreachableChain => "unreachable-chain",
        Anomaly.Shadowed => "shadowed",
        Anomaly.ShadowedTogether => "shadowed-together",
        Anomaly.Redundant => "redundant",
        Anomaly.Correlated => "correlated",
        Anomaly.Generalizes => "generalizes",
        Anomaly.OverPermissive => "over-permissive",
        _ => "cuts-off",
    };
}
