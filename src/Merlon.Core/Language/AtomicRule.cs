using System.Collections.Immutable;
using Merlon.Knowledge.Search;
using Merlon.Rules;

namespace Merlon.Language;

/// <summary>A rule as it is often right, and when it is: out of <c>prompts/rules.md</c>.</summary>
/// <param name="When">In words by which it is found.</param>
/// <param name="Rules">Lines for iptables.</param>
public sealed record AtomicRule(string Title, string When, ImmutableArray<string> Rules)
{
    /// <summary>Of its document.</summary>
    public const string Kind = "rule";

    const string Fence = "```";

    /// <summary>All of them.</summary>
    public static ImmutableArray<AtomicRule> In(Hook hook)
    {
        var template = PromptTemplate.Standard("rules");
        return [.. template.Sections.Select(title => Of(title, template.Fill(title, ("chain", hook.ChainName))))];
    }

    /// <summary>As a document that can be searched for.</summary>
    public KnowledgeDocument Document => new(Title, Kind, Title, When, "Merlon, prompts/rules.md");

    static AtomicRule Of(string title, string text)
    {
        var parts = text.Split(Fence);
        return new(
            title, parts[0].Trim().ReplaceLineEndings(" "),
            [.. parts[1].Split('\n').Skip(1).Where(line => line != "")]);
    }
}
