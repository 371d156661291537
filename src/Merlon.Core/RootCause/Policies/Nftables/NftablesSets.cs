using System.Text.Json;

namespace Merlon.RootCause.Policies.Nftables;

/// <summary>The named sets and maps of a rule set.</summary>
sealed class NftablesSets
{
    readonly Dictionary<(string Family, string Table, string Name), JsonElement> _byName = [];

    public void Add(string family, string table, string name, JsonElement set) => _byName[(family, table, name)] = set;

    /// <summary>What is in a set or map that stands there or is named; null where packets change it.</summary>
    public IReadOnlyList<JsonElement>? ElementsOf(JsonElement written, string family, string table)
    {
        if (written.Field("set") is { ValueKind: JsonValueKind.Array } there) return there.Items;
        if (written.Text is not ['@', .. var name] || !_byName.TryGetValue((family, table, name), out var set))
            return null;
        return set.Field("flags") is { } flags && flags.Items.Any(flag => flag.Text is "dynamic")
            ? null : set.Field("elem")?.Items ?? [];
    }

    /// <summary>An element without its comment, counter or timeout.</summary>
    public static JsonElement ValueOf(JsonElement element) => element.Field("elem")?.Field("val") ?? element;
}
