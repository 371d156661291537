using System.Text.Json;
using Merlon.Rules;

namespace Merlon.RootCause.Policies.Nftables;

/// <summary>What stands in nftables' JSON, in the words of nft(8); what has no words here stays as it is.</summary>
static class NftablesWords
{
    const int MostLetters = 400;

    /// <summary>All statements of a rule.</summary>
    public static string OfRule(IEnumerable<JsonElement> statements) =>
        Cut(string.Join(' ', statements.Select(Statement)));

    /// <summary>One statement, cut where it is very long.</summary>
    public static string OfStatement(JsonElement statement) => Cut(Statement(statement));

    static string Cut(string words)
    {
        var visible = VisibleText.Of(words);
        return visible.Length <= MostLetters ? visible : visible[..MostLetters] + "...";
    }

    static string Statement(JsonElement statement)
    {
        var (name, value) = statement.Only();
        return name switch
        {
            "match" => Match(value),
            "vmap" => $"{Part(value, "key")} vmap {Part(value, "data")}",
            "jump" or "goto" => $"{name} {value.TextField("target")}",
            "counter" => "counter",
            "log" => value.TextField("prefix") is { } prefix ? $"log prefix \"{prefix}\"" : "log",
            "limit" => $"limit rate {Part(value, "rate")}/{value.TextField("per")}",
            "reject" => value.TextField("type") is { } type
                ? $"reject with {type} {value.TextField("expr")}".TrimEnd() : "reject",
            "dnat" or "snat" or "masquerade" or "redirect" => Translation(name, value),
            "accept" or "drop" or "return" or "continue" or "notrack" => name,
            _ => Raw(statement),
        };
    }

    static string Match(JsonElement match)
    {
        var (op, right) = (match.TextField("op"), match.Field("right") ?? default);
        var words = right is { ValueKind: JsonValueKind.Array } ? string.Join(',', right.Items.Select(Words))
            : Part(match, "left").EndsWith("ifname", StringComparison.Ordinal) && right.Text is { } name
                ? $"\"{name}\"" : Words(right);
        return op is "==" or "in" ? $"{Part(match, "left")} {words}" : $"{Part(match, "left")} {op} {words}";
    }

    static string Translation(string name, JsonElement value)
    {
        var (address, port) = (value.Field("addr"), value.Field("port"));
        if (address is null && port is null) return name;
        var family = value.TextField("family") is { } told ? $" {told}" : "";
        return $"{name}{family} to {(address is { } to ? Words(to) : "")}{(port is { } at ? $":{Words(at)}" : "")}";
    }

    static string Part(JsonElement of, string name) => of.Field(name) is { } part ? Words(part) : "";

    static string Words(JsonElement value)
    {
        if (value.Plain is { } plain) return plain;
        if (value.ValueKind is JsonValueKind.Array) return $"{{ {Joined(value, ", ")} }}";
        var (name, inner) = value.Only();
        return name switch
        {
            "payload" when inner.TextField("field") is { } field => $"{inner.TextField("protocol")} {field}",
            "meta" => inner.TextField("key") switch
            {
                "iifname" or "oifname" or "iif" or "oif" => inner.TextField("key")!,
                var key => $"meta {key}",
            },
            "ct" when inner.TextField("dir") is { } direction => $"ct {direction} {inner.TextField("key")}",
            "ct" => $"ct {inner.TextField("key")}",
            "fib" when inner.Field("flags") is { } flags => $"fib {Joined(flags, " . ")} {inner.TextField("result")}",
            "prefix" => $"{Part(inner, "addr")}/{Part(inner, "len")}",
            "range" => Joined(inner, "-"),
            "concat" => Joined(inner, " . "),
            "set" => inner.Text is { } set ? $"@{set}" : Words(inner),
            "map" => $"{Part(inner, "key")} map {Part(inner, "data")}",
            "elem" => Part(inner, "val"),
            "&" or "|" or "^" or "<<" or ">>" => $"({Joined(inner, $" {name} ")})",
            "accept" or "drop" or "return" or "continue" or "jump" or "goto" => Statement(value),
            _ => Raw(value),
        };
    }

    static string Joined(JsonElement values, string between) => values.ValueKind is JsonValueKind.Array
        ? string.Join(between, values.Items.Select(Words)) : Words(values);

    static string Raw(JsonElement value) =>
        value.ValueKind is JsonValueKind.Undefined ? "" : JsonSerializer.Serialize(value);
}
