using Merlon.RootCause.Policies;
using Merlon.RootCause.Reports;
using Merlon.Rules;

namespace Merlon.RootCause.Exports;

/// <summary>A change of the rules in words and lines for those who make it by hand.</summary>
static class FixText
{
    public static string Change(Fix fix) => MarkdownText.Fenced("diff", fix.Diff);

    public static string Back(Fix fix) => MarkdownText.Fenced("diff", fix.Rollback);

    /// <summary>Lines as they stand in a terminal, each ended.</summary>
    public static string Plain(IEnumerable<string> lines) =>
        string.Concat(lines.Select(line => VisibleText.Of(line) + "\n"));

    /// <summary>How to see that the changed files are still rules, each command by itself; none for tables.</summary>
    public static IEnumerable<string> Checks(Fix fix, PolicyText rules) =>
        fix.Change.Edits.Select(edit => rules.Files[rules.FileOf(edit.Line)]).Distinct().Select(Check).OfType<string>();

    static string? Check(PolicyFile file)
    {
        if (file.Name.EndsWith(" (ip)", StringComparison.Ordinal) || file.Name.EndsWith(" (ip6)",
            StringComparison.Ordinal))
            return "nft -c -f FILE, where FILE is the rule set with the change written as nft writes it";
        if (!file.Lines.Any(line => line.Trim() is "COMMIT")) return null;

        var isV6 = file.Name.Contains("v6", StringComparison.Ordinal)
            || file.Name.Contains("ip6", StringComparison.Ordinal);
        return $"{(isV6 ? "ip6tables-restore" : "iptables-restore")} --test {ShellWord(VisibleText.Of(file.Name))}";
    }

    // As one word, whatever is in it (POSIX, 2.2.2).
    static string ShellWord(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
        && !text.StartsWith('-') ? text : $"'./{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
