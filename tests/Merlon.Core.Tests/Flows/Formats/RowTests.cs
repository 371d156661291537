namespace Merlon.Flows.Formats;

public class RowTests
{
    // Sixty-four bytes are looked at together, so that every length around that has to be tried.
    [Fact]
    public void Cells_are_those_that_a_plain_split_finds()
    {
        var random = new Random(3);
        var row = new Row();
        for (var length = 0; length < 300; length++)
        {
            var line = new string([.. Enumerable.Range(0, length).Select(_ => random.Next(4) == 0 ? '\t' : 'a')]);
            Assert.True(row.TrySplit(Spelling.Utf8(line), (byte)'\t'));
            Assert.Equal(line.Split('\t'), Cells(row, line));
            Assert.True(row.TrySplitQuoted(Spelling.Utf8(line), (byte)'\t'));
            Assert.Equal(line.Split('\t'), Cells(row, line));
        }
    }

    [Theory]
    [InlineData("a,\"b,c\",d", "a|\"b,c\"|d")]
    [InlineData("\"a,\"\"b\"\",c\",d", "\"a,\"\"b\"\",c\"|d")]
    [InlineData("a,\"b,c", "a|\"b,c")]
    public void Separators_between_quotes_do_not_separate(string line, string cells)
    {
        var row = new Row();
        Assert.True(row.TrySplitQuoted(Spelling.Utf8(line), (byte)','));
        Assert.Equal(cells, string.Join('|', Cells(row, line)));
    }

    [Theory]
    [InlineData(Row.MaxCells, true)]
    [InlineData(Row.MaxCells + 1, false)]
    [InlineData(2 * Row.MaxCells, false)]
    [InlineData(1_000_000, false)]
    public void There_is_a_limit_to_cells(int cells, bool expected)
    {
        var line = Spelling.Utf8(new string(',', cells - 1));
        Assert.Equal(expected, new Row().TrySplit(line, (byte)','));
        Assert.Equal(expected, new Row().TrySplitQuoted(line, (byte)','));
    }

    [Fact]
    public void A_row_of_a_million_cells_is_a_bad_line()
    {
        const string log = "time,src,dst,proto\n1767268800,192.0.2.1,192.0.2.2,tcp\n";
        Assert.Equal(
            ["log:3:1: expected at most 1024 columns"], Reading.Of(log + new string(',', 999_999) + "x\n").BadLines);
    }

    static IEnumerable<string> Cells(Row row, string line) => Enumerable.Range(0, row.Count)
        .Select(cell => System.Text.Encoding.UTF8.GetString(row.Cell(Spelling.Utf8(line), cell)));
}
