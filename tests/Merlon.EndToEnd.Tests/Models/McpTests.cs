using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Merlon.Models;

/// <summary><c>merlon mcp</c> from outside, in the lines of its protocol (JSON-RPC 2.0 over standard input).</summary>
public class McpTests
{
    const string Scan = ScanLines.Log;

    const string NewRule = "-A FORWARD -p tcp --dport 2323 -j DROP";

    static readonly (string Tool, JsonObject Arguments, string Expected)[] Questions =
    [
        ("top", new() { ["kind"] = "services" }, "tcp/2323: 1,280"),
        ("top", new() { ["kind"] = "\u001b[31m" }, "kind: expected one of sources, networks, destinations, services"),
        ("share", new() { ["options"] = "-p tcp --dport 2323" },
            "it takes in 1,280 of 1,280 alerts (1,280 sources), and 0 of"),
        ("share", new() { ["options"] = "--dport 2323" }, "expected -p tcp"),
        ("verdict", Connection("203.0.113.1", "443"), "it passes"),
        ("verdict", Connection("203.0.113.1", 443), "it passes"),
        ("verdict", Connection("203.0.113.1/32", 443), "it passes"),
        ("verdict", Connection("203.0.113.1", null, "icmp"), "it passes"),
        ("verdict", Connection("nobody", 443), "'nobody' is no address; expected one such as 203.0.113.7"),
        ("verdict", Connection("198.51.100.0/24", 443), "'198.51.100.0/24' is no address"),
        ("verdict", Connection("203.0.113.66/../../etc/passwd", 443), "is no address"),
        ("verdict", Connection("203.0.113.1", 443, "\u001b"), "'\\u{1b}' is no protocol; expected one such as tcp"),
        ("verdict", Connection("203.0.113.1", 70_000), "'70000' is no port; expected a number from 0 to 65535"),
        ("verdict", Connection("203.0.113.1", null), "no port; expected the destination's"),
        ("verdict", Connection("203.0.113.1", true), "port: this is something else; expected the destination's port"),
        ("verdict", [], "source: missing; expected an address such as 203.0.113.7"),
        ("verdict", new() { ["src"] = 1 }, "there is no argument 'src'; expected source, destination, protocol, port"),
        ("difference", new() { ["first"] = NewRule, ["second"] = "-A FORWARD -p tcp --dport 443 -j DROP" },
            "the first cover 1,280 alerts"),
        ("difference", new()
        {
            ["first"] = "*filter\n:telnet - [0:0]\n-A FORWARD -j LOG\n-4 -A FORWARD -j telnet\n"
                + "-6 -A FORWARD -j telnet\n-A telnet -p tcp --dport 2323 -j DROP\n-A FORWARD -j ACCEPT\nCOMMIT\n",
            ["second"] = NewRule,
        }, "the first cover 0 alerts and 0 flows without an alert that the second do not; the second cover 0 and 0 "),
        ("difference", new()
        {
            ["first"] = string.Join('\n', Enumerable.Range(2_260, 128).Select(port =>
                $"-A FORWARD -p tcp --dport {port} -j DROP")),
            ["second"] = "-A FORWARD -j ACCEPT",
        }, "the first cover 1,280 alerts"),
        ("difference", new() { ["first"] = "-A FORWARD -p tcp --dport 2323 -m limit -j DROP", ["second"] = "" },
            "; of 1,280 alerts and flows it cannot be said"),
        ("difference", new() { ["first"] = "-A FORWARD -i eth9 -p tcp --dport 2323 -j DROP", ["second"] = "" },
            "; packets were taken to have no interface"),
        ("difference", new() { ["first"] = "-A FORWARD -j DROP", ["second"] = "-A FORWARD -j NOWHERE" },
            "the second: 1:15: there is no target or chain 'NOWHERE'"),
        ("check", new() { ["rules"] = "*filter\n-A FORWARD -p tcp --dport 20-25 -j DROP\nCOMMIT\n" }, "20:25"),
        ("check", new() { ["rules"] = "*filter\n-A FORWARD\t-p tcp -j DROP\nCOMMIT\n" }, "it is valid"),
        ("check", new() { ["rules"] = "*filter\nCOMMIT\n" + new string('#', 70_000) + "\n-A FORWARD\n" },
            "this stands outside of a table"),
        ("check", new() { ["rules"] = new string('#', 600_000) },
            "rules: 600,000 characters; expected 524,288 at most"),
        ("rules", [], "-A FORWARD -s "),
    ];

    [Fact]
    public async Task Answers_what_it_is_asked_and_changes_nothing()
    {
        var answers = await Asked([Scan], [
            new Request("tools/list", []).Line(1),
            .. Questions.Select((question, i) => Call(question.Tool, question.Arguments).Line(i + 2)),
        ]);
        Assert.Equal("merlon", answers["0"].Result("serverInfo").GetProperty("name").GetString());
        var tools = answers["1"].Result("tools").EnumerateArray().ToList();
        Assert.Equal(Questions.Select(question => question.Tool).ToHashSet(),
            [.. tools.Select(tool => tool.GetProperty("name").GetString()!)]);
        Assert.All(tools, tool => Assert.True(
            tool.GetProperty("annotations").GetProperty("readOnlyHint").GetBoolean()));
        var properties = tools.SelectMany(tool =>
            tool.GetProperty("inputSchema").GetProperty("properties").EnumerateObject()).ToList();
        Assert.All(properties, one => Assert.NotEqual("", one.Value.GetProperty("description").GetString()));
        Assert.Contains(properties, one => one.Name == "kind" && one.Value.GetProperty("enum").GetArrayLength() == 4);
        foreach (var (i, question) in Questions.Index())
        {
            var said = answers[$"{i + 2}"].Words;
            Assert.Contains(question.Expected, said);
            Assert.DoesNotContain('\u001b', said);
            Assert.DoesNotContain("TOP", said);
        }
    }

    // The baselines ask nobody who could look on.
    [Theory]
    [InlineData("talk")]
    [InlineData("public")]
    [InlineData("source")]
    public async Task Alerts_are_the_same_whatever_made_the_rules(string strategy)
    {
        var answers = await Asked(
            [Scan, "--strategy", strategy], [Call("top", new() { ["kind"] = "services" }).Line(1)]);
        Assert.Equal("tcp/2323: 1,280", answers["1"].Words);
    }

    [Fact]
    public async Task All_of_a_log_is_counted_and_its_own_rules_can_be_compared()
    {
        using var folder = new TemporaryFolder();
        var later = folder.Write("later.csv", string.Join('\n', ScanLines.Later(days: 1)) + "\n");
        var rules = Run.Merlon("respond", Scan).Output;
        var share = Call("share", new() { ["options"] = "-p tcp --dport 443" });
        var difference = Call("difference", new() { ["first"] = rules, ["second"] = "-A FORWARD -j ACCEPT" });
        var (one, both) = (await Asked([Scan], [share.Line(1), difference.Line(2)]),
            await Asked([Scan, later], [share.Line(1)]));
        var (few, many) = (Counts(one["1"].Words), Counts(both["1"].Words));
        Assert.Equal(few.ConvertAll(count => 2 * count), many);
        Assert.True(few[^1] > 1_000, one["1"].Words);
        Assert.Matches("^the first cover [1-9][0-9,]* alerts .* the second cover 0 and 0 that", one["2"].Words);

        static List<long> Counts(string words) =>
        [
            .. Regex.Match(words, "takes in ([0-9,]+) of ([0-9,]+) alerts .* and ([0-9,]+) of ([0-9,]+) flows")
                .Groups.Values.Skip(1).Select(group => long.Parse(group.Value.Replace(",", "", default))),
        ];
    }

    [Fact]
    public async Task What_is_no_message_is_answered_with_an_error()
    {
        string[] wrong =
        [
            "this is not json", "[{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/list\"}]", "5",
            "{\"jsonrpc\":\"2.0\",\"id\":6.5,\"method\":\"ping\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":99999999999999999999,\"method\":\"ping\"}",
            "\"" + new string('x', 2 << 20) + "\"",
        ];
        var answers = await Asked([Scan], [.. wrong, "{\"id\":7,\"method\":\"ping\"}", new Request("ping", []).Line(8)],
            withoutId: wrong.Length);
        Assert.Equal(-32700, answers["null"].Error.GetProperty("code").GetInt32());
        Assert.All(Enumerable.Range(1, wrong.Length - 1), i =>
            Assert.Equal(-32600, answers[$"null {i}"].Error.GetProperty("code").GetInt32()));
        Assert.Equal(-32600, answers["7"].Error.GetProperty("code").GetInt32());
        Assert.Equal(JsonValueKind.Object, answers["8"].Json.GetProperty("result").ValueKind);
    }

    [Theory]
    [InlineData("-")]
    [InlineData(Scan, "--context", "-")]
    public void Standard_input_is_the_assistants(params string[] arguments)
    {
        var ended = Run.Merlon(["mcp", .. arguments]);
        Assert.Equal(2, ended.Status);
        Assert.Contains("-: standard input is the assistant's; expected the name of a file", ended.Errors);
    }

    [Fact]
    public void Whoever_goes_away_at_once_leaves_nothing_behind()
    {
        var ended = Run.Merlon("mcp", Scan);
        Assert.Equal((0, ""), (ended.Status, ended.Output));
        Assert.DoesNotContain("   at ", ended.Errors);
    }

    // Standard input stays open until all is answered: who closes it goes away.
    static async Task<Dictionary<string, Answered>> Asked(
        string[] arguments, IReadOnlyList<string> lines, int withoutId = 0)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        end.CancelAfter(TimeSpan.FromMinutes(2));
        using var server = Process.Start(new ProcessStartInfo("dotnet", [Run.Built, "mcp", .. arguments])
        {
            WorkingDirectory = Run.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string[] opening =
        [
            new Request("initialize", new()
            {
                ["protocolVersion"] = "2025-06-18",
                ["capabilities"] = new JsonObject(),
                ["clientInfo"] = new JsonObject { ["name"] = "test", ["version"] = "1" },
            }).Line(0),
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
        ];
        foreach (var line in opening.Concat(lines)) await server.StandardInput.WriteLineAsync(line);
        await server.StandardInput.FlushAsync(end.Token);
        var (answers, left) = (new Dictionary<string, Answered>(), lines.Count + 1);
        var nameless = 0;
        while (left-- > 0)
        {
            var answer = JsonDocument.Parse((await server.StandardOutput.ReadLineAsync(end.Token))!).RootElement;
            var id = answer.GetProperty("id").GetRawText();
            if (id == "null" && nameless++ > 0) id = $"null {nameless - 1}";
            answers[id] = new(answer);
        }

        Assert.Equal(withoutId, nameless);
        server.StandardInput.Close();
        await server.WaitForExitAsync(end.Token);
        Assert.Equal(0, server.ExitCode);
        return answers;
    }

    static JsonObject Connection(string source, JsonNode? port, string protocol = "tcp")
    {
        var connection = new JsonObject
        {
            ["source"] = source,
            ["destination"] = "10.77.1.10",
            ["protocol"] = protocol,
        };
        if (port is not null) connection["port"] = port;
        return connection;
    }

    static Request Call(string tool, JsonObject arguments) => new("tools/call", new()
    {
        ["name"] = tool,
        ["arguments"] = arguments.DeepClone(),
    });

    sealed record Request(string Method, JsonObject Parameters)
    {
        public string Line(int id) => new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id,
            ["method"] = Method,
            ["params"] = Parameters.DeepClone(),
        }.ToJsonString();
    }

    sealed record Answered(JsonElement Json)
    {
        public JsonElement Error => Json.GetProperty("error");

        public string Words => Result("content")[0].GetProperty("text").GetString()!;

        public JsonElement Result(string name) => Json.GetProperty("result").GetProperty(name);
    }
}
