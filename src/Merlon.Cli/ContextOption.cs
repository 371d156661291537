using System.CommandLine;
using System.Text;
using Merlon.Context;
using Merlon.Context.Syntax;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Sets;
using Merlon.Rules.Syntax;

namespace Merlon.Cli;

/// <summary><c>--context</c>: what the operator says of the site, and the proof that rules keep to it.</summary>
sealed class ContextOption
{
    const int MostShown = 50;

    readonly Option<string?> _file = new("--context")
    {
        Description = "What is known of the site, as YAML, gzipped or not; - is standard input: no rule drops "
            + "the traffic that it protects",
        HelpName = "FILE",
    };

    public void AddTo(Command command) => command.Add(_file);

    /// <summary>The file's path; null when none was given.</summary>
    public string? Path(ParseResult parsed) => parsed.GetValue(_file);

    /// <param name="internals">What <c>--internal</c> says.</param>
    /// <param name="status">What to end with when it cannot be used.</param>
    /// <returns>Null when it cannot be used; the user has been told.</returns>
    public SiteContext? Open(ParseResult parsed, IReadOnlyCollection<IpPrefix> internals, out int status)
    {
        status = Exit.Unreadable;
        if (Path(parsed) is not { } path) return SiteContext.None;

        var context = Read(path);
        if (context is null || context.Internals.IsEmpty || internals.Count == 0
            || internals.ToHashSet().SetEquals(context.Internals.Select(block => block.Value))) return context;

        status = Exit.Usage;
        Screen.Error($"--internal: other prefixes than internal in {path}:{context.Internals[0].Line}; expected one "
            + "of the two, or the same in both");
        return null;
    }

    /// <returns>Null when it cannot be read; the user has been told.</returns>
    public static SiteContext? Read(string path)
    {
        if (InputBytes.Read(path, SiteContextReader.MostCharacters, "no context of a site") is not var (name, bytes))
            return null;

        var text = Encoding.UTF8.GetString(bytes);
        var (context, faults) = SiteContextReader.Read(text);
        var lines = faults.IsEmpty ? [] : text.Split('\n');
        foreach (var fault in faults.Take(MostShown))
            Screen.Fault(name, fault.Line <= lines.Length ? lines[fault.Line - 1].TrimEnd('\r') : "", fault);
        if (faults.Length > MostShown) Screen.Note($"and {faults.Length - MostShown:N0} faults more");
        return context;
    }

    /// <summary>Whether rules drop no protected packet; if they do, the user has been told.</summary>
    public static bool IsKept(SiteContext context, IEnumerable<RuleSet> families)
    {
        try
        {
            var losses = families.SelectMany(rules => ProtectionProof.Of(rules, context))
                .Where(protection => protection.Loss is not null).ToList();
            foreach (var (item, loss) in losses)
            {
                Screen.Error($"{item.Name} (line {item.Line} of the context) would lose "
                    + $"{PacketFields.Print(loss!.Packet)}, which "
                    + (loss.Rule is { } rule ? RuleWriter.Print(rule, loss.Hook.ChainName) : "the policy") + " drops");
            }

            return losses.Count == 0;
        }
        catch (TooLargeException e)
        {
            Screen.Error($"that no protected packet is dropped could not be proven: {e.Message}");
            return false;
        }
    }
}
