using System.Text;
using System.Text.Json.Nodes;

namespace Merlon.RootCause.Exports;

/// <summary>What schemas cannot say of a playbook.</summary>
public sealed class CacaoPlaybookTests
{
    static readonly string[] Ways = ["on_completion", "on_success", "on_failure", "on_true", "on_false"];

    [Fact]
    public void Every_step_is_reached_and_every_way_ends()
    {
        foreach (var playbook in Exported.Reports.Select(CacaoPlaybook.Of))
        {
            var reached = new HashSet<string>();
            Walk(playbook, playbook.Text("workflow_start"), reached, []);
            Assert.Equal(Steps(playbook).Select(step => step.Key).Order(), reached.Order());
        }
    }

    [Fact]
    public void Each_branch_has_an_end_of_its_own()
    {
        foreach (var playbook in Exported.Reports.Select(CacaoPlaybook.Of))
        {
            var ends = Steps(playbook).Where(step => step.Value!.Text("type") is "if-condition")
                .SelectMany(step => new[] { step.Value!.Text("on_true"), step.Value!.Text("on_false") })
                .Select(branch => EndOf(playbook, branch)).ToList();
            Assert.Equal(ends.Count, ends.Distinct().Count());
        }
    }

    [Fact]
    public void Whom_and_what_steps_name_is_defined()
    {
        foreach (var playbook in Exported.Reports.Select(CacaoPlaybook.Of))
        {
            foreach (var (_, action) in Steps(playbook).Where(step => step.Value!.Text("type") is "action"))
            {
                Assert.True(playbook["agent_definitions"]!.AsObject().ContainsKey(action!.Text("agent")));
                Assert.All(action!.Texts("targets"), target =>
                    Assert.True(playbook["target_definitions"]!.AsObject().ContainsKey(target)));
                Assert.All(action!.Texts("out_args"), name =>
                    Assert.True(playbook["playbook_variables"]!.AsObject().ContainsKey(name)));
            }

            foreach (var (_, judge) in Steps(playbook).Where(step => step.Value!.Text("type") is "if-condition"))
            {
                var name = judge!.Text("condition").Split(':')[0];
                Assert.True(playbook["playbook_variables"]!.AsObject().ContainsKey(name));
                Assert.Contains(Steps(playbook), step => step.Value!.Texts("out_args").Contains(name));
            }

            Assert.Equal(Commands(playbook).Select(command => command.Text("playbook_activity")).Distinct().Order(),
                playbook.Texts("playbook_activities"));
        }
    }

    [Fact]
    public void The_exact_text_of_each_fix_and_of_its_way_back_is_a_command()
    {
        foreach (var report in Exported.Reports)
        {
            var texts = Commands(CacaoPlaybook.Of(report)).Select(Exact).ToList();
            foreach (var fix in report.Causes.Select(cause => cause.Fix))
            {
                Assert.Contains(string.Concat(fix.Diff.Select(line => line + "\n")), texts);
                Assert.Contains(string.Concat(fix.Rollback.Select(line => line + "\n")), texts);
            }
        }
    }

    [Fact]
    public void Without_a_cause_nothing_is_to_be_changed_and_that_is_told()
    {
        foreach (var report in Exported.Reports.Where(report => report.Causes.IsEmpty))
        {
            var playbook = CacaoPlaybook.Of(report);
            Assert.Equal(["start", "action", "end"], Steps(playbook).Select(step => step.Value!.Text("type")));
            Assert.DoesNotContain("restrict-access", playbook.Texts("playbook_activities"));
            Assert.Equal(Math.Max(1, report.Unknowns.Length), Commands(playbook).Count());
        }
    }

    [Theory]
    [InlineData("rules.v4", "iptables-restore --test rules.v4")]
    [InlineData("rules.v4; reboot", "iptables-restore --test './rules.v4; reboot'")]
    [InlineData("-t'x", @"iptables-restore --test './-t'\''x'")]
    public void The_changed_file_is_tried_before_it_is_loaded(string name, string command) =>
        Assert.Contains(command, Commands(CacaoPlaybook.Of(Exported.Of("fw.csv", Log, name, Rules))).Select(Exact));

    [Fact]
    public void A_table_has_no_such_trial() =>
        Assert.DoesNotContain(Commands(CacaoPlaybook.Of(Exported.Smallest)).Select(Exact), text =>
            text.Contains("--test", StringComparison.Ordinal));

    [Fact]
    public void The_playbook_is_the_same_each_time() => Assert.Equal(
        CacaoPlaybook.Of(Exported.Smallest).ToJsonString(), CacaoPlaybook.Of(Exported.Smallest).ToJsonString());

    const string Rules = "*filter\n:FORWARD DROP [0:0]\n"
        + "-A FORWARD -d 10.0.0.5/32 -p tcp -m tcp --dport 1:65535 -j ACCEPT\nCOMMIT\n";

    const string Log = """
        Timestamp,Source IP,Source Port,Destination IP,Destination Port,Protocol,Action,Reason
        2026-02-03 10:00:00,198.51.100.4,40001,10.0.0.5,443,TCP,Allowed,Permitted
        2026-02-03 10:01:00,198.51.100.5,40002,10.0.0.5,443,TCP,Allowed,Permitted
        2026-02-03 10:02:00,198.51.100.6,40003,10.0.0.5,443,TCP,Allowed,Permitted
        2026-02-03 10:03:00,203.0.113.7,50000,10.0.0.5,8009,TCP,Allowed,Permitted
        2026-02-03 10:03:02,203.0.113.7,50000,10.0.0.5,8009,TCP,Alert,Ghostcat AJP file read attempt
        """;

    static void Walk(JsonObject playbook, string id, HashSet<string> reached, HashSet<string> above)
    {
        Assert.DoesNotContain(id, above);   // a way that comes back has no end
        reached.Add(id);
        var step = playbook["workflow"]![id];
        Assert.NotNull(step);
        var next = Ways.Where(step.AsObject().ContainsKey).Select(step.Text).ToList();
        Assert.Equal(step.Text("type") is "end", next.Count == 0);
        foreach (var one in next) Walk(playbook, one, reached, [.. above, id]);
    }

    static string EndOf(JsonObject playbook, string id)
    {
        while (playbook["workflow"]![id]!["on_completion"] is { } next) id = $"{next}";
        return id;
    }

    static JsonObject Steps(JsonObject playbook) => playbook["workflow"]!.AsObject();

    static IEnumerable<JsonNode> Commands(JsonObject playbook) =>
        Steps(playbook).SelectMany(step => step.Value!["commands"]?.AsArray() ?? []).Select(command => command!);

    static string Exact(JsonNode command) => command["command_b64"] is { } coded
        ? Encoding.UTF8.GetString(Convert.FromBase64String($"{coded}")) : command.Text("command");
}
