using System.Text.RegularExpressions;

namespace Merlon.House;

/// <summary>Limits that a reader feels: a file fits in a sitting, a line on a screen, a name says something.</summary>
public partial class ShapeTests
{
    const int FileLimit = 400, LineLimit = 120;

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("bench")]
    public void Source_keeps_its_shape(string folder) => Assert.Empty(Complaints(SourceTree.FilesUnder(folder)));

    [Fact]
    public void What_breaks_the_shape_is_noticed()
    {
        (string, string)[] bad =
        [
            ("Long.cs", new string('\n', FileLimit + 1)),
            ("Wide.cs", new string('x', LineLimit + 1)),
            ("Vague.cs", "sealed class FlowManager"),
            ("Folded.cs", "#region Fields"),
        ];

        Assert.Equal(
            ["Long.cs: too long", "Wide.cs: line too wide", "Vague.cs: FlowManager says nothing", "Folded.cs: a region"],
            Complaints(bad));
    }

    static IEnumerable<string> Complaints(IEnumerable<(string Path, string Text)> files)
    {
        foreach (var (path, text) in files.Where(file => !file.Path.EndsWith("ShapeTests.cs", StringComparison.Ordinal)))
        {
            var lines = text.Split('\n');
            if (lines.Length > FileLimit) yield return $"{path}: too long";
            if (lines.Any(line => line.Length > LineLimit)) yield return $"{path}: line too wide";
            if (VagueType().Match(text) is { Success: true } vague) yield return $"{path}: {vague.Groups[1]} says nothing";
            if (lines.Any(line => line.TrimStart().StartsWith("#region", StringComparison.Ordinal)))
                yield return $"{path}: a region";
        }
    }

    [GeneratedRegex(
        @"\b(?:class|struct|record|interface)\s+(\w*(?:Manager|Helper|Helpers|Util|Utils|Utility|Service|Impl))\b")]
    private static partial Regex VagueType();
}
