using System.Text;
using System.Text.RegularExpressions;

namespace Merlon;

/// <summary>
/// The README cannot lie: its <c>sh</c> blocks are run, and each <c>text</c> block is what the one before it printed.
/// With MERLON_APPROVE=1 in the environment, the blocks are written anew.
/// </summary>
public partial class ReadmeTests
{
    static readonly string Path = System.IO.Path.Combine(Run.Root, "README.md");

    [Fact]
    public void Each_command_works_and_prints_what_stands_below_it()
    {
        var readme = File.ReadAllText(Path);
        var truth = WithTrueOutput(readme);
        if (Environment.GetEnvironmentVariable("MERLON_APPROVE") == "1") File.WriteAllText(Path, truth);
        else Assert.Equal(truth, readme);
    }

    [Fact]
    public void A_lie_in_it_would_be_noticed()
    {
        const string Lie = "```sh\necho true\n```\n\n```text\nfalse\n```\n";
        Assert.Equal(Lie.Replace("false", "true", StringComparison.Ordinal), WithTrueOutput(Lie));
    }

    [Fact]
    public void Its_links_lead_somewhere()
    {
        var links = Link().Matches(File.ReadAllText(Path)).Select(match => match.Groups[1].Value).ToList();
        Assert.True(links.Count > 4);
        Assert.All(links, link => Assert.True(System.IO.Path.Exists(System.IO.Path.Combine(Run.Root, link)), link));
    }

    static string WithTrueOutput(string text)
    {
        var written = new StringBuilder();
        var (position, printed) = (0, "");
        foreach (Match block in Block().Matches(text))
        {
            written.Append(text, position, block.Index - position);
            position = block.Index + block.Length;
            if (block.Groups[1].Value == "sh") printed = Output(block.Groups[2].Value);
            written.Append(block.Groups[1].Value == "sh" ? block.Value : $"```text\n{printed}```");
        }

        return written.Append(text, position, text.Length - position).ToString();
    }

    static string Output(string commands)
    {
        var ended = Run.Program("bash", ["-euo", "pipefail", "-c", commands], seconds: 120);
        Assert.True(ended.Status == 0, $"{commands}{ended.Errors}");
        return string.Concat(ended.Output.Split('\n')[..^1].Select(line => line.TrimEnd() + "\n"));
    }

    [GeneratedRegex("^```(sh|text)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\(([^)#:]+)\)")]
    private static partial Regex Link();
}
