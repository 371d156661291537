using System.CommandLine;
using System.Text;
using Merlon.Host;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Syntax;

namespace Merlon.Cli;

/// <summary>A rule set out of a file, with the lines that messages point into.</summary>
sealed record RuleFile(string Name, string[] Lines, ReadRuleSet Read)
{
    const int MostBytes = 64 << 20;

    public RuleSet Rules => Read.Rules;

    public static Argument<string> Argument(string name = "rules") => new(name)
    {
        Description = "A rule set as iptables-save or ip6tables-save writes it, gzipped or not; - is standard input",
    };

    public static Option<string> Family() => Options.Named("--family", "auto", ["auto", "ipv4", "ipv6"],
        "The family that the rules are for; auto takes the one in which the text makes sense");

    /// <returns>Null when it cannot be read; the user has been told.</returns>
    public static RuleFile? Open(string path, string family)
    {
        using var file = InputFile.Open(path, out var failure);
        var text = file is null ? null : TextOf(file, out failure);
        if (text is null)
        {
            Screen.Error(failure!);
            return null;
        }

        var read = family switch
        {
            "ipv4" => RuleSetReader.Read(text, IpFamily.V4),
            "ipv6" => RuleSetReader.Read(text, IpFamily.V6),
            _ => RuleSetReader.Read(text),
        };
        return new(file!.Name, text.Split('\n'), read);
    }

    /// <returns>Null when it cannot be read, or holds a fault; the user has been told.</returns>
    public static RuleFile? OpenValid(string path, string family)
    {
        var file = Open(path, family);
        if (file is null || file.Read.IsValid) return file;

        var count = file.Read.Faults.Length;
        Screen.Error($"{file.Name}:{file.Read.Faults[0]} ({count:N0} faults; see: merlon rules check)");
        return null;
    }

    /// <summary>As <see cref="Open"/>; what makes no sense is told in short, and left out.</summary>
    public static RuleFile? OpenInPart(string path, string family)
    {
        var file = Open(path, family);
        if (file is null || file.Read.IsValid) return file;
        if (!file.Read.AreJumpsSound) return OpenValid(path, family);

        foreach (var fault in file.Read.Faults.Take(3)) Screen.Warning($"{file.Name}:{fault}");
        var count = file.Read.Faults.Length;
        Screen.Note($"{file.Name}: {count:N0} lines make no sense and are left out (merlon rules check)");
        return file;
    }

    /// <summary>The lines that make no sense, as they stand.</summary>
    public IEnumerable<string> FaultyLines =>
        Read.Faults.Where(fault => fault.Line <= Lines.Length).Select(fault => Lines[fault.Line - 1].Trim());

    /// <summary>The filter table; null, after a word to the user, when there is none.</summary>
    public Table? Filter()
    {
        if (Rules.TableNamed("filter") is { } table) return table;
        Screen.Error($"{Name}: there is no filter table in it; expected *filter");
        return null;
    }

    static string? TextOf(InputFile file, out string? failure)
    {
        failure = null;
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        try
        {
            for (int read; (read = file.Content.Read(buffer)) > 0;)
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length <= MostBytes) continue;
                failure = $"{file.Name}: more than {MostBytes >> 20} MB, which no rule set is";
                return null;
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            failure = $"{file.Name}: {(e is InvalidDataException ? "the gzip data is damaged or cut off" : e.Message)}";
            return null;
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
