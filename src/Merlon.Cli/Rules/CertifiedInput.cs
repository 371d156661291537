using Merlon.Context;
using Merlon.Evaluation.Certificates;
using Merlon.Host;

namespace Merlon.Cli;

/// <summary>A certificate, and what it is about, to be read once more.</summary>
static class CertifiedInput
{
    /// <returns>Null when it is none; the user has been told.</returns>
    public static Certificate? Read(string path)
    {
        if (InputBytes.Read(path, CertificateSyntax.MostBytes, "no certificate") is not var (name, bytes)) return null;
        if (CertificateSyntax.Read(bytes, out var fault) is { } certificate) return certificate;

        Screen.Error($"{name}:{fault}");
        return null;
    }

    /// <param name="moved">Where it lies now; null for where it lay.</param>
    /// <returns>What the operator said of the site; null when it cannot be read, and the user has been told.</returns>
    public static SiteContext? ContextOf(Certificate certificate, string? moved)
    {
        if (certificate.Context is not { } said) return SiteContext.None;

        var file = said with { Path = moved ?? said.Path };
        return IsSame(file) ? ContextOption.Read(file.Path) : null;
    }

    /// <summary>Whether a file is the one that is meant: to be known before hours of reading.</summary>
    public static bool IsSame(CertifiedFile claimed)
    {
        if (claimed.Path == InputFile.StandardInput)
            Screen.Error("the certificate names standard input, which nobody can read once more");
        else if (CertificateFile.Digest(claimed.Path) is { } found)
        {
            if (found == claimed) return true;
            Screen.Error($"{claimed.Path}: not the file that the certificate is about: {found.Bytes:N0} bytes of "
                + $"SHA-256 {found.Sha256}; expected {claimed.Bytes:N0} bytes of {claimed.Sha256}");
        }

        return false;
    }

    /// <returns>Null when its text makes no sense; the user has been told.</returns>
    public static CertifiedRules? RulesOf(Certificate certificate)
    {
        var rules = new CertifiedRules(certificate.RuleSet.Text, certificate.Rules);
        if (rules.Fault is not { } fault) return rules;

        Screen.Error($"the rule set of the certificate makes no sense: {fault}");
        return null;
    }

    /// <summary>Logs, read as those of the certificate were.</summary>
    /// <returns>Null when one cannot be read; the user has been told.</returns>
    public static LogSet? Open(Certificate certificate, IEnumerable<(string Path, string Format)> logs)
    {
        var reading = certificate.Reading;
        return LogSet.Open(
            [.. logs], new(reading.UtcOffset, reading.Clock == "24h"), reading.IsStrict,
            reading.Lateness ?? TimeSpan.MaxValue, captures: reading.Captures?.Hints);
    }
}
