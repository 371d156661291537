using System.CommandLine;
using Merlon.Host;
using Merlon.Net;
using Merlon.RootCause.Causes;
using Merlon.RootCause.Exports;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Policies;
using Merlon.RootCause.Reports;
using Merlon.Rules.Sets;

namespace Merlon.Cli;

/// <summary><c>merlon rca</c>: from logs and firewall rules to what happened, why, and a fix that was tried.</summary>
static class RcaCommand
{
    const int MostRules = 64 << 20, MostFaults = 10;

    static readonly Option<string[]> Logs = new("--log")
    {
        Description = "Logs to read, gzipped or not; - is standard input: tables, iptables, filterlog, Cisco ASA,"
            + " Fortinet, MikroTik, EVE, fast.log, Zeek, sshd, web servers",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
        Required = true,
        Validators = { Options.RefuseOptions },
    };

    static readonly Option<string[]> Rules = new("--rules")
    {
        Description = "The firewall's rules: what iptables-save, ip6tables-save or nft -j list ruleset"
            + " write, or tables of rules",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
        Validators = { Options.RefuseOptions },
        DefaultValueFactory = _ => [],
    };

    static readonly Option<string> Emit = Options.Named("--emit", "md", ["md", "html", "json", "stix", "cacao", "ocsf"],
        "What to write: a report to read (md, html) or all of it as data (json); a bundle of STIX 2.1; a playbook of"
        + " CACAO 2.0; a Detection Finding of OCSF 1.5");
    static readonly Option<TimeSpan> UtcOffset = Options.UtcOffset();
    static readonly ContextOption Context = new();
    static readonly Option<IpPrefix[]> Internal = Options.Prefixes("--internal",
        "A network of the site; may be repeated [default: private ones, and what rules name as a destination]");

    static readonly Option<int?> Year = new("--year")
    {
        Description = "Of times that are written without one",
        Validators =
        {
            result =>
            {
                if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var year)
                    && year is > 1969 and < 2200))
                    result.AddError($"--year: expected a year such as 2026; '{token.Value}' is none");
            },
        },
    };

    public static Command Create()
    {
        var command = new Command("rca", "Say what happened, why, and which change of the rules would have stopped it")
        {
            Logs, Rules, Internal, Year, UtcOffset, Emit,
        };
        Context.AddTo(command);
        NarratorOptions.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    static int Run(ParseResult parsed)
    {
        if (!TryReadRules(Distinct(parsed.GetRequiredValue(Rules)), out var policy)) return Exit.Unreadable;

        var hints = new LogHints(parsed.GetValue(UtcOffset), parsed.GetValue(Year));
        var site = parsed.GetRequiredValue(Internal);
        if (Context.Open(parsed, site, out var status) is not { } context) return status;
        if (site.Length == 0) site = [.. context.Internals.Select(block => block.Value)];

        using var logs = RcaLogs.Open(Distinct(parsed.GetRequiredValue(Logs)), hints);
        if (logs is null) return Exit.Unreadable;

        try
        {
            var diagnosis = Diagnostician.Diagnose(LogBook.Read(logs.Readers), policy, context, site);
            if (diagnosis.Book.Events.Count == 0)
            {
                Screen.Error($"{logs.Readers[0].File}: no line of a log that is read here;"
                    + " merlon rca --help names those that are");
                return Exit.Unreadable;
            }

            var report = Checked(ReportBuilder.Of(diagnosis, site), diagnosis, logs);
            if (NarratorOptions.Told(parsed, report, out status) is not { } told) return status;

            Write(told, parsed.GetRequiredValue(Emit));
            return Exit.Done;
        }
        catch (TooLargeException e)
        {
            Screen.Error(e.Message);
            return Exit.Environment;
        }
    }

    // A log that is given twice tells nothing twice.
    static string[] Distinct(string[] paths)
    {
        var distinct = paths.DistinctBy(path => path is "-" ? path : Path.GetFullPath(path)).ToArray();
        if (distinct.Length < paths.Length) Screen.Note("a file that was given more than once is read once");
        return distinct;
    }

    static bool TryReadRules(string[] paths, out Policy? policy)
    {
        policy = null;
        if (paths.Length == 0)
        {
            Screen.Note("no rules were given (--rules FILE): without them no cause can be found in them");
            return true;
        }

        var files = new List<PolicyFile>();
        foreach (var path in paths)
        {
            if (InputBytes.Read(path, MostRules, "no rule set") is not { } read) return false;
            files.Add(new(Path.GetFileName(read.Name), Plain(System.Text.Encoding.UTF8.GetString(read.Bytes))));
        }

        policy = PolicyReader.Read(new([.. files]), out var faults);
        foreach (var (file, fault) in faults.Take(MostFaults)) Screen.Error($"{file}:{fault}");
        if (faults.Length > MostFaults) Screen.Error($"and {faults.Length - MostFaults} faults more");
        return policy is not null;
    }

    // As other systems than this one write text.
    static string Plain(string text) =>
        text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal);

    // What does not hold is not said.
    static Report Checked(Report report, Diagnosis diagnosis, RcaLogs logs)
    {
        var checker = new ClaimChecker(
            logs.Again(), diagnosis.Book.Clocks, diagnosis.Policy?.Text, report.Changes, report.Cited);
        var wrong = report.Claims.Where(claim => checker.WhyNot(claim) is not null).ToHashSet();
        foreach (var claim in wrong)
            Screen.Note($"not said, since it did not hold when it was looked up again: {claim.Text}");
        return wrong.Count == 0 ? report : report.Without(wrong);
    }

    static void Write(Report report, string form)
    {
        switch (form)
        {
            case "json":
                JsonOutput.Write(json => RcaJson.Write(json, report));
                break;
            case "stix":
                JsonOutput.Write(StixBundle.Of(report));
                break;
            case "cacao":
                JsonOutput.Write(CacaoPlaybook.Of(report));
                break;
            case "ocsf":
                JsonOutput.Write(OcsfFinding.Of(report));
                break;
            case "html":
                Console.Out.Write(HtmlReport.Of(report));
                break;
            default:
                Console.Out.Write(MarkdownReport.Of(report));
                break;
        }
    }
}

/// <summary>The logs of an analysis: read once to be understood, and once more to be looked up.</summary>
sealed class RcaLogs : IDisposable
{
    readonly List<InputFile> _inputs = [];
    readonly List<LogReader> _readers = [];
    readonly IReadOnlyList<string> _paths;
    readonly LogHints _hints;
    string? _kept;

    RcaLogs(IReadOnlyList<string> paths, LogHints hints) => (_paths, _hints) = (paths, hints);

    public IReadOnlyList<LogReader> Readers => _readers;

    /// <returns>Null when one cannot be read; that was said.</returns>
    public static RcaLogs? Open(IReadOnlyList<string> paths, LogHints hints)
    {
        var kept = paths.Contains("-") ? Kept() : null;
        var logs = new RcaLogs([.. paths.Select(path => path is "-" ? kept! : path)], hints) { _kept = kept };
        foreach (var (number, path) in logs._paths.Index())
        {
            if (InputFile.Open(path, out var failure) is not { } input)
            {
                Screen.Error(failure!);
                logs.Dispose();
                return null;
            }

            logs._inputs.Add(input);
            logs._readers.Add(new(input.Content, number, paths[number] is "-" ? "standard input"
                : logs.NameOf(path), hints));
        }

        return logs;
    }

    // Two of one name are told apart by their folders.
    string NameOf(string path) => _paths.Count(other => Path.GetFileName(other) == Path.GetFileName(path)) > 1
        ? path : Path.GetFileName(path);

    // Standard input comes but once.
    static string Kept()
    {
        var path = Path.GetTempFileName();
        using var file = File.Create(path);
        using var input = Console.OpenStandardInput();
        input.CopyTo(file);
        return path;
    }

    public IEnumerable<LogReader> Again()
    {
        foreach (var (number, path) in _paths.Index())
        {
            using var input = InputFile.Open(path, out _);
            if (input is not null) yield return new(input.Content, number, _readers[number].File, _hints);
        }
    }

    public void Dispose()
    {
        _inputs.ForEach(input => input.Dispose());
        if (_kept is not null) File.Delete(_kept);
    }
}
