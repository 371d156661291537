using System.Text.Json.Nodes;

namespace Merlon.RootCause.Exports;

/// <summary>Names and numbers that the RFCs themselves give.</summary>
public sealed class CanonicalJsonTests
{
    [Fact]
    public void Members_are_sorted_as_RFC_8785_sorts_them() => Assert.Equal(
        "{\"\\r\":1,\"1\":2,\"\u0080\":3,\"\u00f6\":4,\"\u20ac\":5,\"\ud83d\ude00\":6,\"\ufb33\":7}",
        CanonicalJson.Of(new JsonObject
        {
            ["\u20ac"] = 5,
            ["\r"] = 1,
            ["\ufb33"] = 7,
            ["1"] = 2,
            ["\ud83d\ude00"] = 6,
            ["\u0080"] = 3,
            ["\u00f6"] = 4,
        }));

    [Fact]
    public void Only_what_must_be_is_escaped() => Assert.Equal(
        "[null,true,\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\b\\t\\f<>&\"]",
        CanonicalJson.Of(new JsonArray(null, true, "\u20ac$\u000f\nA'B\"\\\\\"/\b\t\f<>&")));

    [Fact]
    public void Half_of_a_pair_is_replaced_and_breaks_nothing() =>
        Assert.Equal("\"a\ufffdb\"", CanonicalJson.Of(JsonValue.Create("a\ud800b")));

    [Fact]
    public void A_name_has_the_id_that_RFC_9562_gives_it() => Assert.Equal(
        new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"),
        NamedUuid.Of(new("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com"));

    [Fact]
    public void For_those_who_take_version_4_alone_there_is_one_too()
    {
        var id = $"{NamedUuid.Unmarked(Guid.Empty, "x")}";
        Assert.Equal('4', id[14]);
        Assert.Contains(id[19], "89ab");
        Assert.NotEqual(id, $"{NamedUuid.Unmarked(Guid.Empty, "y")}");
        Assert.Equal(id, $"{NamedUuid.Unmarked(Guid.Empty, "x")}");
    }
}
