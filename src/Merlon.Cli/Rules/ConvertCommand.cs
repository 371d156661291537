using System.CommandLine;
using Merlon.Rules.Nftables;
using Merlon.Rules.Syntax;

namespace Merlon.Cli;

/// <summary><c>merlon rules convert</c>: the same policy in nftables' words.</summary>
static class ConvertCommand
{
    static readonly Argument<string> Rules = RuleFile.Argument();
    static readonly Option<string> Family = RuleFile.Family();
    static readonly Option<string> To = Options.Named("--to", "nftables", ["nftables", "iptables"],
        "The syntax to write");

    static readonly Option<string> Name = new("--table")
    {
        Description = "nftables: the name of the table that is made, and replaced if it is there [default: merlon]",
        HelpName = "NAME",
    };

    public static Command Create()
    {
        var command = new Command("convert", "Write the filter table in another syntax, equal in meaning");
        command.Add(Rules);
        command.Add(Family);
        command.Add(To);
        command.Add(Name);
        command.SetAction(parsed =>
        {
            var file = RuleFile.OpenValid(parsed.GetRequiredValue(Rules), parsed.GetRequiredValue(Family));
            if (file?.Filter() is not { } table) return Exit.Unreadable;
            if (parsed.GetRequiredValue(To) == "iptables")
            {
                Console.Out.Write(Screen.Harmless(RuleSetWriter.Print(file.Rules), keepLines: true));
                return Exit.Done;
            }

            var converted = NftablesWriter.Convert(file.Rules.Family, table);
            foreach (var (chain, rule, why) in converted.LeftOut)
                Screen.Error($"{file.Name}:{rule.Line}: {why}: {RuleWriter.Print(rule, chain)}");
            if (!converted.LeftOut.IsEmpty) return Exit.AnswerIsNo;

            Console.Out.Write(Screen.Harmless(converted.Print(parsed.GetValue(Name) ?? "merlon"), keepLines: true));
            return Exit.Done;
        });
        return command;
    }
}
