using System.CommandLine;
using Merlon.Host;
using Merlon.Language;
using Merlon.Rules;
using Merlon.Rules.Syntax;
using Merlon.Synthesis;
using ModelContextProtocol.Server;

namespace Merlon.Cli;

/// <summary>
/// <c>merlon mcp</c>: questions about logs and rules for people's own assistants, by the Model Context Protocol over
/// standard input and output. Nothing is changed by them.
/// </summary>
static class McpCommand
{
    const int MostFaults = 20, LongestText = 1 << 19;

    public static Command Create()
    {
        var files = Options.Files();
        files.Description = "Logs or captures to read, gzipped or not. Several are put in order of time";
        var logs = new LogOptions(files);
        var options = new ResponseOptions(mayHaveModel: false);
        var command = new Command(
            "mcp", "Answer an assistant's questions about alerts and rules (Model Context Protocol)");
        logs.AddTo(command);
        options.AddTo(command);
        Options.Check(command, result =>
        {
            if (result.Tokens.Concat(result.Children.SelectMany(child => child.Tokens))
                .Any(token => token.Value == InputFile.StandardInput))
                result.AddError("-: standard input is the assistant's; expected the name of a file");
        });
        command.SetAction(async (parsed, end) =>
        {
            if (options.Context(parsed, out var status) is not { } context) return status;
            using var set = logs.Open(parsed);
            if (set is null) return Exit.Unreadable;

            var response = new Response(options.Responder(parsed, context, TimeSpan.Zero, isHindsight: true));
            var isRead = set.TryReadAll(
                observation => response.Next(observation, RespondCommand.IsAlert(observation, threshold: null)));
            if (!isRead) return Exit.Unreadable;

            response.End();
            var vantage = new Vantage(options.Hook(parsed), [.. options.Internals(parsed, context)]);
            await Serve(new(response, vantage), Rules(response, vantage.Hook), end);
            return Exit.Done;
        });
        return command;
    }

    static async Task Serve(WindowInquiry inquiry, string rules, CancellationToken end)
    {
        var server = new McpServerOptions
        {
            ServerInfo = new() { Name = "merlon", Version = "0.1" },
            ServerInstructions = "Alerts of a network intrusion detection system, the honest traffic beside them, and "
                + "the firewall rules that Merlon made of them. Ask before you advise; nothing here changes anything.",
            ToolCollection = [.. Tools(inquiry, rules)],
        };
        await using var transport = new LineTransport(Console.OpenStandardInput(), Console.OpenStandardOutput());
        await using var running = McpServer.Create(transport, server);
        Screen.Note("waiting for an assistant on standard input");
        await running.RunAsync(end);
    }

    static IEnumerable<McpServerTool> Tools(WindowInquiry inquiry, string rules) =>
    [
        new InquiryTool("top", "The sources, networks, destinations or services with the most alerts, of all the log.",
            given => inquiry.TopOf(given[0]!), Word("kind", "what is to be counted") with
            {
                Words = WindowInquiry.Kinds,
            }),
        new InquiryTool("share", "How many alerts and how many flows without an alert a rule takes in, of all the log.",
            given => inquiry.ShareOf(given[0]!), Word("options", "the rule's options, such as -p tcp --dport 23")),
        new InquiryTool("verdict", "What the rules that Merlon made do to a new connection.",
            given => inquiry.VerdictOn(given[0]!, given[1]!, given[2]!, given[3]),
            Word("source", "an address such as 203.0.113.7"), Word("destination", "an address such as 192.0.2.1"),
            Word("protocol", "a protocol such as tcp, udp or icmp, or its number") with { MayBeNumber = true },
            Word("port", "the destination's port, where the protocol has ports") with
            {
                MayBeNumber = true,
                IsOptional = true,
            }),
        new InquiryTool("difference", "What one set of iptables rules does to the first packets of all the log's "
            + "alerts and flows that another does not. User chains, ACCEPT, LOG and -4 or -6 before a line are heeded; "
            + "other tables than filter are not. Packets have no interface here, and what else no log tells (limits, "
            + "marks) is counted as in doubt.",
            given => inquiry.DifferenceOf(given[0]!, given[1]!), Text("first"), Text("second")),
        new InquiryTool("rules", "The rules that Merlon made of these alerts, each with the reason.", _ => rules),
        new InquiryTool("check", "Whether iptables-restore would take a rule set, and what is wrong with it where not.",
            given => Check(given[0]!), Text("rules")),
    ];

    static InquiryArgument Word(string name, string expected) => new(name, expected, WindowInquiry.LongestQuestion);

    static InquiryArgument Text(string name) => new(name, "rules as iptables-restore takes them", LongestText);

    static string Rules(Response response, Hook hook) => RuleSetWriter.PrintAdditions(DropRuleSets.Of(
        hook, response.Rules.Select(effect => (effect.Made.Rule, RespondCommand.Reason(effect)))));

    static string Check(string rules)
    {
        var read = RuleSetReader.Read(rules);
        var more = read.Faults.Length - MostFaults;
        return read.IsValid ? "it is valid"
            : string.Join('\n', read.Faults.Take(MostFaults)) + (more > 0 ? $"\nand {more:N0} faults more" : "");
    }
}
