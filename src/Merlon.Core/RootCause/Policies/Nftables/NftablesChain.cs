using System.Collections.Immutable;
using System.Text.Json;

namespace Merlon.RootCause.Policies.Nftables;

/// <summary>A chain of nftables.</summary>
/// <param name="Hook">Where packets come to it; null for one that only jumps reach.</param>
sealed record NftablesChain(
    string Family, string Table, string Name, string? Hook, string? Type, int Priority, bool IsDrop)
{
    public List<JsonElement> Rules { get; } = [];

    public string FullName => $"{Family} {Table} {Name}";

    public string Policy => IsDrop ? "drop" : "accept";
}

/// <summary>What <c>nft -j list ruleset</c> tells.</summary>
sealed class NftablesRuleSet
{
    readonly Dictionary<(string, string, string), NftablesChain> _chains = [];

    public NftablesSets Sets { get; } = new();

    public IEnumerable<NftablesChain> Chains => _chains.Values;

    public NftablesChain? Find(string family, string table, string name) =>
        _chains.GetValueOrDefault((family, table, name));

    /// <summary>Takes one object.</summary>
    /// <returns>What is wrong with it; null for nothing.</returns>
    public string? Add(JsonElement one)
    {
        var (kind, value) = one.Only();
        if (kind is not ("chain" or "rule" or "set" or "map")) return null;

        var (family, table) = (value.TextField("family"), value.TextField("table"));
        var name = value.TextField(kind is "rule" ? "chain" : "name");
        if (family is null || table is null || name is null) return $"a {kind} without its family, table or name";
        if (kind is "set" or "map") Sets.Add(family, table, name, value);
        else if (kind is "chain")
        {
            if (!_chains.TryAdd((family, table, name), new(family, table, name, value.TextField("hook"),
                value.TextField("type"), value.Field("prio")?.Number ?? 0, value.TextField("policy") is "drop")))
                return "a chain that was there already";
        }
        else if (Find(family, table, name) is not { } chain) return "a rule of a chain that was not told of";
        else if (value.Field("expr") is not { ValueKind: JsonValueKind.Array }) return "a rule without its expressions";
        else chain.Rules.Add(value);
        return null;
    }

    /// <summary>The chains that packets of a family come to at some hooks, in the order in which they do.</summary>
    public ImmutableArray<NftablesChain> At(string family, IReadOnlyList<string> hooks) =>
    [
        .. from chain in Chains
           let place = hooks.TakeWhile(hook => hook != chain.Hook).Count()
           where place < hooks.Count && chain.Type is not "nat"
               && (chain.Family == family || chain.Family is "inet" or "netdev")
           orderby place, chain.Priority
           select chain,
    ];
}
