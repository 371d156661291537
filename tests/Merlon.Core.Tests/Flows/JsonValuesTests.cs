using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Merlon.Net;

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
        Assert.Equal(records, string.Join('|', TextsIn(json)));

    [Theory]
    [InlineData("[\n  {\"a\":{\"b\":1},\n  {\"c\":2}\n]", "{\"a\":{\"b\":1},|{\"c\":2}")]
    [InlineData("[\n{\"a\":{\"b\":1},\n{\"c\":2}\n]", "{\"a\":{\"b\":1},|{\"c\":2}")]
    [InlineData("[\n  {\"a\":\"b},\n  {\"c\":2}\n]", "{\"a\":\"b},|{\"c\":2}")]
    [InlineData("{\n\"a\":\n{\n}\n}", "{\n\"a\":\n{\n}\n}")]   // nothing is lost here
    public void An_object_that_has_lost_a_bracket_or_a_quote_costs_one_record(string json, string records) =>
        Assert.Equal(records, string.Join('|', TextsIn(json).Select(text => text.TrimEnd())));

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
                "[" + new StringBuilder().Insert(0, "{\"b\":1},\n", before) + value
                + string.Concat(Enumerable.Repeat(",\n{\"c\":2}", 20)) + "]");
            foreach (var input in (Stream[])[new MemoryStream(json), new CrumblingStream(json, seed: before, most: 99)])
            {
                var records = Read(input).ToList();
                Assert.Equal(before + 21, records.Count);
                Assert.Equal((before + 1, isOverlong), (records[before].Line, records[before].IsOverlong));
                Assert.All(records[(before + 1)..], each => Assert.Equal("{\"c\":2}", each.Text));
                Assert.Equal(before + 21, records[^1].Line);
            }
        }
    }

    public static TheoryData<string> Layouts => [.. LaidOut.Keys];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Objects_are_found_however_they_are_laid_out(string layout)
    {
        var random = new Random(13);
        for (var i = 0; i < 300; i++)
        {
            var objects = Enumerable.Range(0, random.Next(1, 8)).Select(_ => Arbitrary(random, depth: 4)).ToList();
            var found = TextsIn(LaidOut[layout](objects));
            Assert.Equal(objects.Count, found.Count);
            for (var j = 0; j < objects.Count; j++)
                Assert.True(JsonNode.DeepEquals(objects[j], JsonNode.Parse(found[j])), found[j]);
        }
    }

    [Theory]
    [InlineData("array of lines")]
    [InlineData("array, two spaces")]
    [InlineData("array, tabs")]
    public void Whichever_bracket_or_quote_an_object_has_lost_the_others_are_found(string layout)
    {
        var random = new Random(14);
        for (var i = 0; i < 1_000; i++)
        {
            var objects = Enumerable.Range(0, 6).Select(_ => Arbitrary(random, depth: 3)).ToList();
            var hurt = random.Next(objects.Count);
            var texts = objects.Select(each => LaidOut[layout]([each])[2..^2]).ToList();   // outside of the array
            texts[hurt] = WithoutOne(texts[hurt], random);
            var found = TextsIn($"[\n{string.Join(",\n", texts)}\n]");
            Assert.Empty(texts.Where((_, j) => j != hurt).Select(text => text.Trim()).Except(found));
        }
    }

    [Fact]
    public void An_object_in_which_the_stream_breaks_is_no_record()
    {
        var input = new BreakingStream(Spelling.Utf8("[{\"a\":1},{\"b\":"));
        var values = new JsonValues(new ByteWindow(input));
        Assert.True(TryRead(values, out var text));
        Assert.Equal("{\"a\":1}", text);
        Assert.False(TryRead(values, out _));
        Assert.Equal("the disk is on fire", values.Failure);
    }

    static readonly Dictionary<string, Func<IReadOnlyList<JsonNode>, string>> LaidOut = new()
    {
        ["array on one line"] = objects => $"[{string.Join(',', objects.Select(each => each.ToJsonString()))}]",
        ["array of lines"] = objects => $"[\n{string.Join(",\n", objects.Select(each => each.ToJsonString()))}\n]",
        ["lines"] = objects => string.Join('\n', objects.Select(each => each.ToJsonString())),
        ["one after the other"] = objects => string.Concat(objects.Select(each => each.ToJsonString(Indented(' ', 2)))),
        ["array, one space"] = objects => InArray(objects, Indented(' ', 1)),
        ["array, two spaces"] = objects => InArray(objects, Indented(' ', 2)),
        ["array, four spaces"] = objects => InArray(objects, Indented(' ', 4)),
        ["array, tabs"] = objects => InArray(objects, Indented('\t', 1)),
        ["array, CRLF"] = objects => InArray(objects, Indented(' ', 2)).Replace("\n", "\r\n"),
    };

    static JsonSerializerOptions Indented(char character, int size) =>
        new() { WriteIndented = true, IndentCharacter = character, IndentSize = size };

    static string InArray(IReadOnlyList<JsonNode> objects, JsonSerializerOptions options) =>
        new JsonArray([.. objects.Select(each => each.DeepClone())]).ToJsonString(options);

    static JsonObject Arbitrary(Random random, int depth)
    {
        var node = new JsonObject();
        for (var count = random.Next(depth == 4 ? 1 : 0, 4); count > 0; count--)
            node[$"{(char)('a' + count)}{"{}[]\"\\:,"[random.Next(8)]}"] = Value(random, depth - 1);
        return node;
    }

    static JsonNode? Value(Random random, int depth) => random.Next(depth > 0 ? 6 : 4) switch
    {
        0 => null,
        1 => random.Next(),
        2 => "{\"a\": [\n{ \\",
        3 => "",
        4 => Arbitrary(random, depth),
        _ => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth - 1))]),
    };

    static string WithoutOne(string json, Random random)
    {
        var places = Enumerable.Range(0, json.Length).Where(i => "{}[]\"".Contains(json[i])).ToList();
        return json.Remove(places[random.Next(places.Count)], 1);
    }

    static List<string> TextsIn(string json) =>
        [.. Read(new MemoryStream(Spelling.Utf8(json))).Select(each => each.Text)];

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
