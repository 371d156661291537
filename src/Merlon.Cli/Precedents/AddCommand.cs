using System.CommandLine;
using Merlon.Context;
using Merlon.Evaluation.Certificates;
using Merlon.Flows;
using Merlon.Host.Knowledge;
using Merlon.Language;

namespace Merlon.Cli;

/// <summary><c>merlon precedents add</c>: a certificate that held up in later traffic becomes a precedent.</summary>
static class AddCommand
{
    static readonly Argument<string> Certificate = new("certificate")
    {
        Description = "What merlon respond --certificate wrote; its logs must lie where they lay",
        Validators = { Options.RefuseOptions },
    };

    static readonly Argument<string[]> Later = new("later-log")
    {
        Description = "Logs of the time after, by which is seen whether it held up",
        Arity = ArgumentArity.OneOrMore,
        Validators = { Options.RefuseOptions },
    };

    public static Command Create() => PrecedentsCommand.Of(
        new("add", "Remember a certificate's rules, if they held up in later traffic") { Certificate, Later }, Run,
        mayMake: true);

    static int Run(ParseResult parsed)
    {
        var (path, later) = (parsed.GetRequiredValue(Certificate), parsed.GetRequiredValue(Later));
        if (!OutputBytes.CanBe(PrecedentsCommand.StoreOf(parsed), [path, .. later])) return Exit.Usage;
        if (path == Host.InputFile.StandardInput)
        {
            Screen.Error("-: nobody can read standard input twice; expected the file of a certificate");
            return Exit.Usage;
        }

        if (CertifiedInput.Read(path) is not { } certificate) return Exit.Unreadable;
        if (CertificateFile.Digest(path) is not { } file) return Exit.Unreadable;
        if (CertifiedInput.ContextOf(certificate, null) is not { } context) return Exit.Unreadable;
        if (!certificate.Logs.All(log => CertifiedInput.IsSame(log.File))) return Exit.Unreadable;
        if (Checked(certificate, later, context) is not { } check) return Exit.Unreadable;

        var (precedent, reason) = check.Judge(file, later);
        if (precedent is not null) return Keep(parsed, precedent);

        if (parsed.GetValue(Options.Json)) JsonOutput.Write(json =>
        {
            json.WriteBoolean("heldUp", false);
            json.WriteString("reason", reason);
        });
        else Screen.Error($"{path}: no precedent: {reason}");
        return Exit.AnswerIsNo;
    }

    static PrecedentCheck? Checked(Certificate certificate, string[] later, SiteContext context)
    {
        if (CertifiedInput.RulesOf(certificate) is not { } rules) return null;

        var check = new PrecedentCheck(certificate, rules, context);
        using var own = CertifiedInput.Open(certificate, certificate.Logs.Select(log => (log.File.Path, log.Format)));
        var threshold = certificate.Reading.Threshold;
        if (own is null || !own.TryReadAll(
            observation => check.Next(observation, RespondCommand.IsAlert(observation, threshold)))) return null;

        using var others = CertifiedInput.Open(certificate, later.Select(path => (path, FlowFormats.Auto)));
        return others is not null && others.TryReadAll(observation => check.NextLater(observation)) ? check : null;
    }

    static int Keep(ParseResult parsed, Precedent precedent)
    {
        using var store = PrecedentStore.OpenOrMake(PrecedentsCommand.StoreOf(parsed));
        var (id, isNew) = store.Add(
            StoreEntry.PrecedentKind, precedent.Certificate.Path, precedent.Certificate.Sha256, precedent.Print());
        var later = precedent.Later;
        if (parsed.GetValue(Options.Json)) JsonOutput.Write(json =>
        {
            json.WriteBoolean("heldUp", true);
            json.WriteNumber("id", id);
            json.WriteBoolean("isNew", isNew);
            EntriesCommand.Write(json, precedent);
        });
        else Screen.Line($"{(isNew ? "added" : "there already")} as {id}: "
            + $"{RespondCommand.Plural(precedent.Rules.Length, "rule")}; of {later.Visits:N0} later honest visits "
            + $"{later.Dropped:N0} would have been dropped, of {later.Alerts:N0} later alerts {later.Covered:N0}");
        return Exit.Done;
    }
}
