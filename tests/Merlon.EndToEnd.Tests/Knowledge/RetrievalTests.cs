using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using Merlon.Host.Knowledge;
using Merlon.Knowledge;
using Merlon.Knowledge.Attack;
using Merlon.Knowledge.Search;

namespace Merlon;

/// <summary>
/// How often the technique that is meant is found, by words alone, by meaning alone, and by both; -diagnostics prints
/// the figures that docs/knowledge.md has.
/// </summary>
public sealed class RetrievalTests
{
    static readonly (string[] Meant, string Words)[] Questions =
    [
        .. from line in File.ReadLines(Path.Combine(Run.Root, "tests/Merlon.EndToEnd.Tests/Knowledge/Questions.txt"))
           where !line.StartsWith('#')
           let space = line.IndexOf(' ')
           select (line[..space].Split(','), line[(space + 1)..]),
    ];

    [Fact]
    public void In_the_table_of_Merlon()
    {
        var both = Found("Merlon's table", OwnKnowledge.Documents);
        Assert.True(both is { First: >= 0.4, Five: >= 0.7 }, $"{both}");
    }

    [Fact]
    public void In_all_of_ATT_and_CK()
    {
        var documents = Attack();
        var alone = Found("ATT&CK alone", documents);
        var both = Found("ATT&CK and what Merlon says", OwnKnowledge.AddedTo(documents));
        Assert.True(both is { First: >= 0.3, Five: >= 0.55 }, $"{both}");
        Assert.True(both.Reciprocal > alone.Reciprocal + 0.1, $"{alone}; {both}");
    }

    static ImmutableArray<KnowledgeDocument> Attack()
    {
        var path = Path.Combine(Run.Root, "../shared/data/knowledge/attack_min.json.gz");
        Assert.SkipUnless(File.Exists(path), "needs ../shared/data/knowledge/attack_min.json.gz");
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        var bundle = AttackReader.Read(file, out var fault);
        Assert.Null(fault);
        return bundle!.Documents;
    }

    [Fact]
    public void Every_question_means_techniques_of_the_table() =>
        Assert.All(Questions.SelectMany(one => one.Meant), id => Assert.NotNull(TechniqueTable.Find(id)));

    // Settings were chosen by every other question; the rest only judge.
    static Figure Found(string name, IReadOnlyList<KnowledgeDocument> documents)
    {
        using var index = KnowledgeIndex.Of(documents);
        Figures($"{name}, for choosing", index, [.. Questions.Where((_, at) => at % 2 == 0)]);
        return Figures($"{name}, held out", index, [.. Questions.Where((_, at) => at % 2 == 1)]);
    }

    static Figure Figures(string name, KnowledgeIndex index, List<(string[] Meant, string Words)> questions)
    {
        var found = questions.Select(one => (one.Meant, Found: index.Search(one.Words, 2 * KnowledgeIndex.MostFound)))
            .ToList();
        var words = Figure.Of(found.Select(one => Best(one.Meant, one.Found, document => document.WordRank)));
        var meaning = Figure.Of(found.Select(one => Best(one.Meant, one.Found, document => document.MeaningRank)));
        var both = Figure.Of(found.Select(one => Best(one.Meant, one.Found,
            document => one.Found.IndexOf(document) + 1)));
        foreach (var (way, figure) in new[] { ("words", words), ("meaning", meaning), ("both", both) })
        {
            TestContext.Current.SendDiagnosticMessage(
                $"{name}, {index.Count} documents, {questions.Count} questions, {way}: {figure}");
        }

        return both;
    }

    static int? Best(string[] meant, IEnumerable<RankedDocument> found, Func<RankedDocument, int?> rank) =>
        found.Where(one => meant.Contains(one.Document.Id)).Select(rank).Min();
}

/// <param name="First">The share of questions whose technique stands first.</param>
/// <param name="Five">The share of those whose technique is among the first five.</param>
/// <param name="Reciprocal">The mean of 1 / rank (MRR), of those that are not found 0.</param>
sealed record Figure(double First, double Five, double Reciprocal)
{
    public static Figure Of(IEnumerable<int?> ranks)
    {
        var all = ranks.ToList();
        return new(all.Average(rank => rank is 1 ? 1.0 : 0), all.Average(rank => rank <= 5 ? 1.0 : 0),
            all.Average(rank => rank is { } place ? 1.0 / place : 0));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"recall@1 {First:0.000}, recall@5 {Five:0.000}, MRR {Reciprocal:0.000}");
}
