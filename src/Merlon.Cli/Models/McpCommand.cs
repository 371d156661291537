using System.Collections.Immutable;
using System.CommandLine;
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
    const int MostFaults = 20, LongestText = 1 << 16;

    public static Command Create()
    {
        var logs = new LogOptions();
        var options = new ResponseOptions(mayHaveModel: false);
        var command = new Command(
            "mcp", "Answer an assistant's questions about alerts and rules (Model Context Protocol)");
        logs.AddTo(command);
        options.AddTo(command);
        command.SetAction(async (parsed, end) =>
        {
            if (options.Context(parsed, out var status) is not { } context) return status;
            using var set = logs.Open(parsed);
            if (set is null) return Exit.Unreadable;

            var onlooker = new Onlooker();
            var response = new Response(options.Responder(parsed, context, TimeSpan.Zero, isHindsight: true, onlooker));
            var isRead = set.TryReadAll(
                observation => response.Next(observation, RespondCommand.IsAlert(observation, threshold: null)));
            if (!isRead) return Exit.Unreadable;

            response.End();
            var rules = response.Rules.Select(effect => effect.Made.Rule).ToImmutableArray();
            var vantage = new Vantage(options.Hook(parsed), [.. options.Internals(parsed, context)]);
            var inquiry = new WindowInquiry(onlooker.Ways, response.Responder.Benign, vantage, rules);
            await Serve(inquiry, response, options.Hook(parsed), end);
            return Exit.Done;
        });
        return command;
    }

    static async Task Serve(WindowInquiry inquiry, Response response, Hook hook, CancellationToken end)
    {
        var server = new McpServerOptions
        {
            ServerInfo = new() { Name = "merlon", Version = "0.1" },
            ServerInstructions = "Alerts of a network intrusion detection system, the honest traffic beside them, and "
                + "the firewall rules that Merlon made of them. Ask before you advise; nothing here changes anything.",
            ToolCollection = [.. Tools(inquiry, response, hook)],
        };
        await using var transport = new StdioServerTransport(server);
        await using var running = McpServer.Create(transport, server);
        Screen.Note("waiting for an assistant on standard input");
        await running.RunAsync(end);
    }

    static IEnumerable<McpServerTool> Tools(WindowInquiry inquiry, Response response, Hook hook) =>
    [
        Tool("top", "The sources, networks, destinations or services with the most alerts.",
            (string kind) => WindowInquiry.Kinds.Contains(kind)
                ? inquiry.TopOf(kind)
                : $"there is no kind '{Short(kind)}'; expected one of {string.Join(", ", WindowInquiry.Kinds)}"),
        Tool("share", "How many alerts and how many flows without an alert a rule takes in; the rule is given by its "
            + "options, such as -p tcp --dport 23.", (string options) => inquiry.ShareOf(Short(options))),
        Tool("verdict", "What the rules in force do to a new connection.",
            (string source, string destination, string protocol, string port) =>
                inquiry.VerdictOn(Short(source), Short(destination), Short(protocol), Short(port))),
        Tool("difference", "What one set of iptables rules does to this traffic that another does not.",
            (string first, string second) => inquiry.DifferenceOf(Long(first), Long(second))),
        Tool("rules", "The rules that Merlon made of these alerts, each with the reason.", () => Rules(response, hook)),
        Tool("check", "Whether iptables-restore would take a rule set, and what is wrong with it where it would not.",
            (string rules) => Check(Long(rules))),
    ];

    static McpServerTool Tool(string name, string description, Delegate answer) => McpServerTool.Create(answer, new()
    {
        Name = name,
        Description = description,
        ReadOnly = true,
        Destructive = false,
        Idempotent = true,
        OpenWorld = false,
    });

    static string Rules(Response response, Hook hook) => RuleSetWriter.PrintAdditions(DropRuleSets.Of(
        hook, response.Rules.Select(effect => (effect.Made.Rule, RespondCommand.Reason(effect)))));

    static string Check(string rules)
    {
        var read = RuleSetReader.Read(rules);
        return read.IsValid ? "it is valid"
            : string.Join('\n', read.Faults.Take(MostFaults).Select(fault => VisibleText.Of($"{fault}")));
    }

    // What is asked comes back in some answers.
    static string Short(string text) =>
        VisibleText.Of(text[..Math.Min(text.Length, WindowInquiry.LongestQuestion)]);

    static string Long(string text) =>
        VisibleText.Of(text[..Math.Min(text.Length, LongestText)], keepLines: true);

    /// <summary>Looks at what there is, and proposes nothing.</summary>
    sealed class Onlooker : IProposer
    {
        public string Name => "onlooker";

        public ImmutableArray<AlertedWay> Ways { get; private set; } = [];

        public void Propose(Consultation consultation) => Ways = consultation.Ways;
    }
}
