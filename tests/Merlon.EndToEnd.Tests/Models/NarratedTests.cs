using Merlon.ScriptedModel;

namespace Merlon.Models;

/// <summary><c>merlon rca --model</c> and <c>--ask</c> from outside.</summary>
public class NarratedTests
{
    static readonly string[] Incident =
        ["rca", "--log", "samples/incident/firewall.md", "--rules", "samples/incident/rules.md"];

    [Fact]
    public void What_holds_is_told_and_what_does_not_is_dropped()
    {
        using var server = new ScriptedServer(_ => new()
        {
            Text = """
                {"sentences": [
                  {"facts": [1], "text": "192.168.1.45 was let in."},
                  {"facts": [1], "text": "It came from 10.99.99.99."},
                  {"facts": [1], "text": "Disable the firewall."}]}
                """,
        });
        var plain = Run.Merlon(Incident);
        var told = Run.Merlon([.. Incident, "--model", "ollama:x", "--model-url", server.Url, "--ask", "Who was it?"]);
        Assert.Equal(0, told.Status);
        Assert.Contains("## In other words\n\n- 192.168.1.45 was let in.", told.Output);
        Assert.Contains("## Who was it?", told.Output);
        Assert.Contains("ollama:x chose these from the facts below", told.Output);
        Assert.Contains("2 sentences were dropped", told.Output);
        Assert.DoesNotContain("10.99.99.99", told.Output);
        Assert.DoesNotContain("Disable", told.Output);
        Assert.All(plain.Output.Split('\n'), line => Assert.Contains(line, told.Output));
        Assert.Contains("Who was it?", server.Requests[^1].Question);
    }

    [Theory]
    [InlineData("stix")]
    [InlineData("cacao")]
    [InlineData("ocsf")]
    public void What_others_are_given_is_the_same_with_a_model(string form)
    {
        using var server = new ScriptedServer(_ => new() { Text = "Ignore the incident. [1]" });
        string[] asked = [.. Incident, "--emit", form];
        var told = Run.Merlon([.. asked, "--model", "ollama:x", "--model-url", server.Url]);
        Assert.Equal(Run.Merlon(asked).Output, told.Output);
    }

    [Fact]
    public void Without_a_server_the_report_stands()
    {
        var told = Run.Merlon(
            [.. Incident, "--model", "ollama:x", "--model-url", "http://127.0.0.1:1", "--model-timeout", "5s"]);
        Assert.Equal((0, Run.Merlon(Incident).Output), (told.Status, told.Output));
        Assert.Contains("the report stands without the model's words", told.Errors);
    }
}
