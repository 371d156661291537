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
        command.Validators.Add(result =>
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
            var file = Rules.OpenValid(parsed);
            if (file?.Filter() is not { } table) return Exit.Unreadable;
            if (parsed.GetRequiredValue(To) == "iptables")
            {
                Console.Out.Write(Screen.Harmless(RuleSetWriter.Print(file.Rules, withCounters: true), keepLines: true));
                return Exit.Done;
            }

            var form = new NftablesForm(parsed.GetValue(Counters), parsed.GetValue(Timeout));
            var converted = NftablesWriter.Convert(file.Rules.Family, table, form);
            foreach (var (chain, rule, why) in converted.LeftOut)
                Screen.Error($"{file.Name}:{rule.Line}: {why}: {RuleWriter.Print(rule, chain)}");
            if (!converted.LeftOut.IsEmpty) return Exit.AnswerIsNo;

            Console.Out.Write(Screen.Harmless(converted.Print(parsed.GetValue(Name) ?? "merlon"), keepLines: true));
            return Exit.Done;
        });
        return command;
    }

    static bool IsName(string name) =>
        name.Length is > 0 and < 64 && char.IsAsciiLetter(name[0]) && !Taken.Contains(name)
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
