using System.Runtime.InteropServices;
using Merlon.Knowledge.Search;

namespace Merlon.Knowledge;

/// <summary>Words, latent meaning, and how two rankings become one.</summary>
public sealed class SearchTests
{
    [Theory]
    [InlineData("The attackers' T1110.003 was, in DNS!", "attackers t1110 003 dns")]
    [InlineData("\"NEAR(a b)\" OR col: * ^", "near b col")]
    [InlineData("\u001b[31m\u202e", "31m")]
    [InlineData("of the and", "")]
    public void Words_are_letters_and_digits_without_the_commonest(string text, string words) =>
        Assert.Equal(words, string.Join(' ', SearchWords.Of(text)));

    [Fact]
    public void An_endless_word_is_none() => Assert.Empty(SearchWords.Of(new string('x', 100_000)));

    [Theory]
    [InlineData("scan scans scanned scanning", "scan")]
    [InlineData("query queries", "query")]
    [InlineData("encrypted encrypting encryption", "encrypt")]
    [InlineData("address", "address")]
    public void Endings_are_cut(string words, string stem) =>
        Assert.Equal([stem], SearchWords.Stems(words).Distinct());

    [Fact]
    public void Of_two_rankings_what_both_put_high_is_first()
    {
        var fused = ReciprocalRanks.Fuse([7, 1, 2], [2, 7, 5]);
        Assert.Equal([7, 2, 1, 5], fused.Select(one => one.Document));
        Assert.Equal((1.0 / 61) + (1.0 / 62), fused[0].Score, 12);
    }

    [Fact]
    public void Of_equal_ones_the_lower_number_is_first() =>
        Assert.Equal([3, 9], ReciprocalRanks.Fuse([9], [3]).Select(one => one.Document));

    [Fact]
    public void The_same_documents_give_the_same_space_to_the_last_bit()
    {
        var (one, other) = (LatentSpace.Of(OwnKnowledge.Documents), LatentSpace.Of(OwnKnowledge.Documents));
        Assert.Equal(Bytes(one), Bytes(other));
    }

    [Fact]
    public void With_as_many_axes_as_documents_it_is_the_cosine_of_their_words()
    {
        var documents = new[] { Document("alpha beta"), Document("alpha gamma"), Document("delta") };
        var points = LatentSpace.Of(documents).Documents;
        var (shared, own) = (Math.Log(4.0 / 3) + 1, Math.Log(4.0 / 2) + 1);   // of a word in two documents, in one
        var cosine = shared * shared / ((shared * shared) + (own * own));
        Assert.Equal(cosine, LatentSpace.Likeness(points[0], points[1]), 5);
        Assert.Equal(0, LatentSpace.Likeness(points[0], points[2]), 5);
        Assert.Equal(1, LatentSpace.Likeness(points[2], points[2]), 5);
    }

    [Fact]
    public void Documents_that_share_no_word_with_the_question_are_found_by_what_goes_with_it()
    {
        var random = new Random(1);
        string[][] topics =
        [
            ["login", "password", "account", "guess", "user", "credential"],
            ["packet", "flood", "bandwidth", "syn", "amplify", "saturate"],
        ];
        var documents = Enumerable.Range(0, 80)
            .Select(number => Document(string.Join(' ', random.GetItems(topics[number % 2], 4)))).ToList();
        var space = LatentSpace.Of(documents, most: 2);
        var question = LatentSpace.PointOf("password", space.Terms.GetValueOrDefault)!;
        var without = documents.Index().Where(one => !one.Item.Text.Contains("password", StringComparison.Ordinal))
            .ToLookup(one => one.Index % 2, one => LatentSpace.Likeness(question, space.Documents[one.Index]));
        Assert.True(without[0].Count() > 5);
        Assert.True(without[0].Min() > 0.8, $"{without[0].Min()}");
        Assert.True(without[1].Max() < 0.2, $"{without[1].Max()}");
    }

    [Fact]
    public void What_has_no_known_word_has_no_place()
    {
        var space = LatentSpace.Of([Document("alpha"), Document("")]);
        Assert.Null(LatentSpace.PointOf("omega", space.Terms.GetValueOrDefault));
        Assert.Empty(space.Documents[1]);
        Assert.Empty(LatentSpace.Of([]).Documents);
        Assert.Empty(LatentSpace.Of([Document("")]).Terms);
    }

    static KnowledgeDocument Document(string text) => new(text, "note", "", text, "here");

    static byte[] Bytes(LatentSpace space) =>
    [
        .. space.Documents.Concat(space.Terms.OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => one.Value.Axes)).SelectMany(axes => MemoryMarshal.AsBytes<float>(axes).ToArray()),
    ];
}
