using System.Text;

namespace Merlon.Flows;

public class JsonValuesTests
{
    [Theory]
    [InlineData("[{\"a\":1},{\"b\":2}]", "{\"a\":1}|{\"b\":2}")]
    [InlineData("[\n{\n},\r\n\t{ } ]\n", "{\n}|{ }")]
    [InlineData("{}{}\n{}", "{}|{}|{}")]
    [InlineData("[{\"a\":[{\"b\":[]}]}]", "{\"a\":[{\"b\":[]}]}")]
    [InlineData("{\"a\":\"}\"}{\"b\":\"\\\"}\\\\\"}", "{\"a\":\"}\"}|{\"b\":\"\\\"}\\\\\"}")]
    [InlineData("[]", "")]
    [InlineData("", "")]
    [InlineData("[,,\n]", "")]
    [InlineData("stray text\n{\"a\":1}\nmore", "stray text|{\"a\":1}|more")]
    [InlineData("{\"a\":1", "{\"a\":1")]
    [InlineData("{\"a\":\"b}", "{\"a\":\"b}")]
    public void Each_object_is_a_record_and_so_is_a_stray_line(string json, string records) =>
        Assert.Equal(records, string.Join('|', Read(new MemoryStream(Spelling.Utf8(json))).Select(each => each.Text)));

    [Fact]
    public void A_record_knows_where_it_begins() =>
        Assert.Equal(
            [(1, 2), (1, 13), (3, 3), (4, 1), (4, 5)],   // columns are bytes
            Read(new MemoryStream(Spelling.Utf8("[{\"a\":\"é\"},{\"b\":\n1},\n  {},\n{} ,{}]")))
                .Select(each => ((int)each.Line, (int)each.Column)));

    [Theory]
    [InlineData(ByteWindow.MaxRecord, false)]
    [InlineData(ByteWindow.MaxRecord + 1, true)]
    [InlineData(1_500_000, true)]
    [InlineData(5_000_000, true)]
    public void A_value_is_read_up_to_the_limit_and_passed_over_beyond_wherever_it_stands(int length, bool isOverlong)
    {
        var value = $"{{\"a\":\"{new string('}', length - 8)}\"}}";
        foreach (var before in (int[])[0, 1, 30_000, 90_000])
        {
            var json = Spelling.Utf8(
                "[" + new StringBuilder().Insert(0, "{\"b\":1},\n", before) + value + ",\n{\"c\":2}]");
            foreach (var input in (Stream[])[new MemoryStream(json), new CrumblingStream(json, seed: before, most: 99)])
            {
                var records = Read(input).ToList();
                Assert.Equal(before + 2, records.Count);
                Assert.Equal((before + 1, isOverlong), (records[^2].Line, records[^2].IsOverlong));
                Assert.Equal(("{\"c\":2}", before + 2), (records[^1].Text, records[^1].Line));
            }
        }
    }

    static IEnumerable<(string Text, long Line, long Column, bool IsOverlong)> Read(Stream input)
    {
        var values = new JsonValues(new ByteWindow(input));
        while (TryRead(values, out var text)) yield return (text, values.Line, values.Column, values.IsOverlong);
    }

    static bool TryRead(JsonValues values, out string text)
    {
        var isRead = values.TryRead(out var record);
        text = Encoding.UTF8.GetString(record);
        return isRead;
    }
}
