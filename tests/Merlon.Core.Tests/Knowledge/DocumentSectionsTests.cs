using Merlon.Knowledge.Search;

namespace Merlon.Knowledge;

public class DocumentSectionsTests
{
    [Fact]
    public void Headings_part_a_text_but_not_those_in_code()
    {
        var sections = DocumentSections.Of(
            "site.md", "before\n# One\na\n```\n# no heading\n```\n\n## Two ##\r\nb\n# Empty\n").ToList();
        Assert.Equal([("site.md", "before"), ("One", "a\n```\n# no heading\n```"), ("Two ##", "b")], sections);
    }

    [Fact]
    public void A_long_one_becomes_several_and_nothing_is_lost()
    {
        var text = new string('x', 10_000) + "\n" + string.Join('\n', Enumerable.Repeat(new string('y', 99), 100));
        var sections = DocumentSections.Of("a.txt", text).ToList();
        Assert.All(sections, section => Assert.InRange(section.Text.Length, 1, DocumentSections.Longest));
        Assert.Equal(text.Replace("\n", ""), string.Concat(sections.Select(one => one.Text.Replace("\n", ""))));
    }

    [Fact]
    public void An_empty_text_has_none() => Assert.Empty(DocumentSections.Of("a.txt", " \n\n"));
}
