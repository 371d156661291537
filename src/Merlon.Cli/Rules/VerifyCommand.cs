using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using Merlon.Context;
using Merlon.Evaluation.Certificates;
using Merlon.Host;
using Spectre.Console;

namespace Merlon.Cli;

/// <summary><c>merlon rules verify</c>: whether what a certificate claims of its rules is so.</summary>
static class VerifyCommand
{
    static readonly Argument<string> Certificate = new("certificate")
    {
        Description = "What merlon respond --certificate wrote, gzipped or not",
        Validators = { Options.RefuseOptions },
    };

    static readonly Argument<string[]> Files = new("file")
    {
        Description = "The logs, in the order of the certificate, where they lie elsewhere now",
        Arity = ArgumentArity.ZeroOrMore,
        Validators = { Options.RefuseOptions },
    };

    static readonly Option<string?> Context = new("--context")
    {
        Description = "What is known of the site, where it lies elsewhere now",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        var command = new Command("verify", "Check a certificate of merlon respond again, from the flows alone")
        {
            Certificate, Files, Context, Options.Json,
        };
        command.SetAction(Run);
        return command;
    }

    static int Run(ParseResult parsed)
    {
        if (CertifiedInput.Read(parsed.GetRequiredValue(Certificate)) is not { } certificate) return Exit.Unreadable;

        var moved = parsed.GetValue(Files) ?? [];
        if (!IsUsage(certificate, moved, parsed.GetValue(Context))) return Exit.Usage;

        var logs = moved.Length == 0 ? certificate.Logs
            : [.. certificate.Logs.Zip(moved, (log, path) => log with { File = log.File with { Path = path } })];
        if (CertifiedInput.ContextOf(certificate, parsed.GetValue(Context)) is not { } context) return Exit.Unreadable;
        if (!logs.All(log => CertifiedInput.IsSame(log.File))) return Exit.Unreadable;
        if (Check(certificate, logs, context) is not { } claims) return Exit.Unreadable;

        if (parsed.GetValue(Options.Json)) JsonOutput.Write(json => WriteJson(json, claims));
        else WriteText(certificate, claims);
        return claims.All(claim => claim.Holds) ? Exit.Done : Exit.AnswerIsNo;
    }

    static bool IsUsage(Certificate certificate, string[] moved, string? context)
    {
        if (moved.Length > 0 && moved.Length != certificate.Logs.Length)
            Screen.Error($"the certificate is about {RespondCommand.Plural(certificate.Logs.Length, "log")}, and "
                + $"{moved.Length:N0} were given; expected all of them in its order, or none");
        else if (moved.Append(context).Contains(InputFile.StandardInput))
            Screen.Error("nobody can read standard input twice; expected a file in place of -");
        else if (context is not null && certificate.Context is null)
            Screen.Error("--context: the certificate is about none; expected no such option");
        else return true;
        return false;
    }

    static ImmutableArray<ClaimCheck>? Check(
        Certificate certificate, IEnumerable<CertifiedLog> logs, SiteContext context)
    {
        if (CertifiedInput.RulesOf(certificate) is not { } rules) return null;

        using var set = CertifiedInput.Open(certificate, logs.Select(log => (log.File.Path, log.Format)));
        var check = new CertificateCheck(certificate, rules);
        return set is not null && set.TryReadAll(observation => check.Next(observation)) ? check.All(context) : null;
    }

    static void WriteText(Certificate certificate, ImmutableArray<ClaimCheck> claims)
    {
        var table = Tables.Of("claim", "checked", "hold");
        foreach (var kind in claims.GroupBy(claim => claim.Claim))
            table.AddRow(kind.Key, $"{kind.Count():N0}", $"{kind.Count(claim => claim.Holds):N0}");
        Tables.Write(table);

        var wrong = claims.Where(claim => !claim.Holds).ToList();
        foreach (var claim in wrong) Screen.Line(InWords(claim));
        var about = new StringBuilder().Append(RespondCommand.Plural(certificate.Rules.Length, "rule"))
            .Append($" of {certificate.Strategy}, ").Append(RespondCommand.Plural(claims.Length, "claim"));
        Screen.Line(wrong.Count == 0
            ? $"verified: {about}"
            : $"not verified: {about}, {wrong.Count:N0} of which {(wrong.Count == 1 ? "does" : "do")} not hold");
        if (certificate.Totals.Covered is null)
            Screen.Note("what each rule covers and drops is not claimed: respond had more traffic than it remembers");
    }

    static string InWords(ClaimCheck claim) =>
        (claim.Rule is { } rule ? $"rule {rule}: " : "")
            + $"{claim.Claim}: claimed {claim.Claimed}, found {claim.Found}";

    static void WriteJson(Utf8JsonWriter json, ImmutableArray<ClaimCheck> claims)
    {
        json.WriteBoolean("verified", claims.All(claim => claim.Holds));
        json.WriteStartArray("claims");
        foreach (var claim in claims)
        {
            json.WriteStartObject();
            json.WriteString("claim", claim.Claim);
            if (claim.Rule is { } rule) json.WriteNumber("rule", rule);
            json.WriteString("claimed", claim.Claimed);
            json.WriteString("found", claim.Found);
            json.WriteBoolean("holds", claim.Holds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
