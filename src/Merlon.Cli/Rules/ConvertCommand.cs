using System.CommandLine;
using Merlon.Rules.Nftables;
using Merlon.Rules.Syntax;

namespace Merlon.Cli;

/// <summary><c>merlon rules convert</c>: the same policy in nftables' words.</summary>
static class ConvertCommand
{
    static readonly RuleOptions Rules = new();
    static readonly Option<string> To = Options.Named("--to", "nftables", ["nftables", "iptables"],
        "The syntax to write");

    static readonly Option<string> Name = new("--table")
    {
        Description = "nftables: the name of the table that is made, and replaced if it is there [default: merlon]",
        HelpName = "NAME",
    };

    static readonly Option<bool> Counters = new("--counters")
    {
        Description = "nftables: each rule counts the packets that it meets, as those of iptables do",
    };

    static readonly Option<TimeSpan?> Timeout = Options.Timeout();

    // Of nft's words and iptables-nft's tables none can be the name of another table.
    static readonly string[] Taken =
    [
        "filter", "nat", "mangle", "raw", "security", "ip", "ip6", "inet", "arp", "bridge", "netdev", "table", "chain",
        "set", "map", "rule", "all", "add", "delete", "list", "flush",
    ];

    public static Command Create()
    {
        var command = new Command("convert", "Write the filter table in another syntax, equal in meaning");
        Rules.AddTo(command);
        command.Add(To);
        command.Add(Name);
        command.Add(Counters);
        command.Add(Timeout);
        Options.Check(command, result =>
        {
            if (result.GetValue(Name) is { } name && !IsName(name))
            {
                result.AddError($"--table: expected a name of Merlon's own, of letters, digits and _, such as merlon; "
                    + $"'{name}' is none");
            }

            if (result.GetResult(Timeout) is null) return;
            if (result.GetValue(To) is "iptables") result.AddError("--timeout: expected --to nftables beside it");
            if (result.GetValue(Counters)) result.AddError("--timeout: expected no --counters beside it");
        });
        command.SetAction(parsed =>
        {
            if (parsed.GetRequiredValue(To) == "iptables")
            {
                if (Rules.OpenValid(parsed) is not { } file) return Exit.Unreadable;
                Screen.Write(file.Written, file.Encoding);
                return Exit.Done;
            }

            var files = Rules.OpenAllValid(parsed);
            if (files.Count == 0 || files.Any(file => file.Filter() is null)) return Exit.Unreadable;

            var form = new NftablesForm(parsed.GetValue(Counters), parsed.GetValue(Timeout));
            var texts = files.Select(file => Converted(file, form, parsed.GetValue(Name) ?? "merlon")).ToList();
            if (texts.Contains(null)) return Exit.AnswerIsNo;

            Screen.Write(string.Concat(texts), files[0].Encoding);
            return Exit.Done;
        });
        return command;
    }

    // Null when nftables cannot say all of it; the user has been told.
    static string? Converted(RuleFile file, NftablesForm form, string name)
    {
        var converted = NftablesWriter.Convert(file.Rules.Family, file.Filter()!, form);
        foreach (var (chain, rule, why) in converted.LeftOut)
            Screen.Error($"{file.Name}:{rule.Line}: {why}: {RuleWriter.Print(rule, chain)}");
        return converted.LeftOut.IsEmpty ? converted.Print(name) : null;
    }

    static bool IsName(string name) =>
        name.Length is > 0 and < 64 && char.IsAsciiLetter(name[0]) && !Taken.Contains(name)
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
