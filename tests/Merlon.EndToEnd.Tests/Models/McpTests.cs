using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Merlon.Models;

/// <summary><c>merlon mcp</c> from outside, in the lines of its protocol (JSON-RPC 2.0 over standard input).</summary>
public class McpTests
{
    const string Scan = "samples/scenarios/scan-by-many.flows.csv.gz";

    static readonly (string Tool, JsonObject Arguments, string Expected)[] Questions =
    [
        ("top", new() { ["kind"] = "services" }, "tcp/2323: 1,280"),
        ("top", new() { ["kind"] = "\u001b[31m" }, "expected one of sources, networks, destinations, services"),
        ("share", new() { ["options"] = "-p tcp --dport 2323" },
            "it takes in 1,280 of 1,280 alerts (1,280 sources), and 0 of"),
        ("share", new() { ["options"] = "--dport 2323" }, "expected -p tcp"),
        ("verdict", new() { ["source"] = "203.0.113.1", ["destination"] = "10.77.1.10", ["protocol"] = "tcp",
            ["port"] = "443" }, "it passes"),
        ("verdict", new() { ["source"] = "nobody", ["destination"] = "10.77.1.10", ["protocol"] = "tcp",
            ["port"] = "443" }, "is no address"),
        ("difference", new() { ["first"] = "-A FORWARD -p tcp --dport 2323 -j DROP",
            ["second"] = "-A FORWARD -p tcp --dport 443 -j DROP" }, "the first cover 1,280 alerts"),
        ("check", new() { ["rules"] = "*filter\n-A FORWARD -p tcp --dport 20-25 -j DROP\nCOMMIT\n" }, "20:25"),
        ("rules", [], "-A FORWARD -s "),
    ];

    [Fact]
    public async Task Answers_what_it_is_asked_and_changes_nothing()
    {
        List<JsonObject> lines =
        [
            Call("initialize", 0, new()
            {
                ["protocolVersion"] = "2025-06-18",
                ["capabilities"] = new JsonObject(),
                ["clientInfo"] = new JsonObject { ["name"] = "test", ["version"] = "1" },
            }),
            new() { ["jsonrpc"] = "2.0", ["method"] = "notifications/initialized" },
            Call("tools/list", 1, []),
            .. Questions.Select((question, i) => Call("tools/call", i + 2, new()
            {
                ["name"] = question.Tool,
                ["arguments"] = question.Arguments.DeepClone(),
            })),
        ];
        var answers = await Answers(lines);
        Assert.Equal("merlon", answers[0].GetProperty("serverInfo").GetProperty("name").GetString());
        var tools = answers[1].GetProperty("tools").EnumerateArray().ToList();
        Assert.Equal(Questions.Select(question => question.Tool).ToHashSet(),
            [.. tools.Select(tool => tool.GetProperty("name").GetString()!)]);
        Assert.All(tools, tool => Assert.True(
            tool.GetProperty("annotations").GetProperty("readOnlyHint").GetBoolean()));
        foreach (var (i, question) in Questions.Index())
        {
            var said = answers[i + 2].GetProperty("content")[0].GetProperty("text").GetString();
            Assert.Contains(question.Expected, said);
            Assert.DoesNotContain('\u001b', said!);
        }
    }

    // Standard input stays open until all is answered: who closes it goes away.
    static async Task<Dictionary<int, JsonElement>> Answers(List<JsonObject> lines)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        end.CancelAfter(TimeSpan.FromMinutes(2));
        using var server = Process.Start(new ProcessStartInfo("dotnet", [Run.Built, "mcp", Scan])
        {
            WorkingDirectory = Run.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        foreach (var line in lines) await server.StandardInput.WriteLineAsync(line.ToJsonString());
        await server.StandardInput.FlushAsync(end.Token);
        var answers = new Dictionary<int, JsonElement>();
        while (answers.Count < lines.Count(line => line.ContainsKey("id")))
        {
            var answer = JsonDocument.Parse((await server.StandardOutput.ReadLineAsync(end.Token))!).RootElement;
            answers[answer.GetProperty("id").GetInt32()] = answer.GetProperty("result");
        }

        server.StandardInput.Close();
        await server.WaitForExitAsync(end.Token);
        Assert.Equal(0, server.ExitCode);
        return answers;
    }

    static JsonObject Call(string method, int id, JsonObject parameters) => new()
    {
        ["jsonrpc"] = "2.0",
        ["id"] = id,
        ["method"] = method,
        ["params"] = parameters,
    };
}
