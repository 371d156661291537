using System.CommandLine;
using Merlon.Evaluation;
using Merlon.Evaluation.Certificates;
using Merlon.Host;
using Merlon.Synthesis;

namespace Merlon.Cli;

/// <summary><c>--certificate</c>: what is claimed of a rule set, in a file for <c>merlon rules verify</c>.</summary>
static class CertificateFile
{
    public static readonly Option<string?> Option = new("--certificate")
    {
        Description = "Write what is claimed of the rules to a file, for merlon rules verify",
        HelpName = "FILE",
    };

    public static bool IsWanted(ParseResult parsed) => parsed.GetValue(Option) is not null;

    /// <summary>
    /// Whether it can be written, and all that is read can be read once more; if not, the user has been told.
    /// </summary>
    public static bool CanBe(ParseResult parsed, IEnumerable<string> logs, string? context)
    {
        string[] inputs = context is null ? [.. logs] : [.. logs, context];
        if (!OutputBytes.CanBe(parsed.GetValue(Option), inputs)) return false;
        if (!inputs.Contains(InputFile.StandardInput)) return true;

        Screen.Error("--certificate: nobody can read standard input once more; expected a file in place of -");
        return false;
    }

    /// <returns>The exit status; the user has been told when it is not 0.</returns>
    public static int Write(
        ParseResult parsed, CertifiedResponse certified, Response response, Reading reading, LogSet logs,
        string? context)
    {
        if (logs.Digests() is not { } digests) return Exit.Unreadable;

        var said = context is null ? null : Digest(context);
        if (context is not null && said is null) return Exit.Unreadable;

        var certificate = certified.Certificate(response, reading, digests, said);
        var json = CertificateSyntax.Print(certificate, JsonOutput.Encoder);
        return OutputBytes.Write(parsed.GetRequiredValue(Option)!, json);
    }

    /// <summary>A file as it is stored.</summary>
    /// <returns>Null when it cannot be read; the user has been told.</returns>
    public static CertifiedFile? Digest(string path)
    {
        using var file = InputFile.Open(path, out var failure, isDigested: true);
        try
        {
            if (file?.Digest() is var (bytes, sha256)) return new(path, bytes, sha256);
        }
        catch (IOException e)
        {
            failure = $"{path}: {e.Message}";
        }

        Screen.Error(failure!);
        return null;
    }
}
