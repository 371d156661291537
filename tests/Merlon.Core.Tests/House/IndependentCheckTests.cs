using System.Text.RegularExpressions;

namespace Merlon.House;

/// <summary>
/// Certificates are checked by code that has nothing in common with what made the rules, but for the rule tree.
/// </summary>
public partial class IndependentCheckTests
{
    const string Folder = "src/Merlon.Core/Evaluation/Certificates";

    [Fact]
    public void The_check_of_certificates_uses_nothing_of_what_makes_rules()
    {
        Assert.NotEmpty(SourceTree.FilesUnder(Folder));
        Assert.Empty(Uses(SourceTree.FilesUnder(Folder)));
    }

    [Fact]
    public void What_it_must_not_use_is_noticed() =>
        Assert.Equal(
            ["Bad.cs: Synthesis", "Bad.cs: DropRule", "Bad.cs: FlowPrints", "Bad.cs: Vantage", "Bad.cs: Binomial"],
            Uses([("Bad.cs", "using Merlon.Synthesis; DropRule FlowPrints Vantage Binomial"), ("Good.cs", "Table")]));

    static IEnumerable<string> Uses(IEnumerable<(string Path, string Text)> files) =>
        from file in files
        from Match use in Maker().Matches(file.Text)
        select $"{file.Path}: {use.Value}";

    [GeneratedRegex(
        @"\b(?:Synthesis|DropRule|DropRuleSets|FlowPrints|RuleTable|Vantage|Atom|Binomial|Merlon\.Alerts"
        + @"|Responder|Response|Proposal|Grounds|TrafficEvidence|Clientele)\b")]
    private static partial Regex Maker();
}
