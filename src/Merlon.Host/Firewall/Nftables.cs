using System.Text.Json;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Enforced;

namespace Merlon.Host.Firewall;

/// <summary>Merlon's own tables of nftables, one for each family, by nft.</summary>
/// <remarks>
/// nft prints a table in other words than it was given. So what it was given is kept in the folder beside what nft
/// then printed: as long as that is what it prints, those are the words that stand.
/// </remarks>
/// <param name="folder">Where what stood before is written down.</param>
public sealed class Nftables(string folder) : IBackend
{
    internal const string BackendName = "nftables";

    readonly string _file = Path.Combine(folder, "nftables.json");

    public string Name => BackendName;

    public string PartOf(IpFamily family) => $"table {OwnTable.NameIn(family)}";

    public string CommandFor(IpFamily family) => "nft -f -";

    public bool HasRules() =>
        Tool.TryRun("nft", ["list", "tables"]) is { } tables
        && Enum.GetValues<IpFamily>().Any(family => IsAmong(tables, family));

    public string? CannotSay(IpFamily family, Table rules)
    {
        OwnTable.Of(family, rules, out var leftOut);
        return leftOut.Select(one => $"line {one.Rule.Line}: {one.Why}; expected --backend iptables for it")
            .FirstOrDefault();
    }

    public FirewallChange Plan(IpFamily family, Table rules)
    {
        var change = Between(family, Standing(family), OwnTable.Of(family, rules, out _));
        if (change is { IsNone: false, Before: not "" }) CheckThatItLoads(change);
        return change;
    }

    public FirewallChange PlanUnseen(IpFamily family, Table rules) =>
        Between(family, "", OwnTable.Of(family, rules, out _));

    public FirewallChange PlanBack(IpFamily family, string before) => Between(family, Standing(family), before);

    public void Make(IReadOnlyList<FirewallChange> changes)
    {
        Tool.Run("nft", ["-f", "-"], string.Concat(changes.Select(change => change.Transaction)));
        var given = Given();
        foreach (var change in changes) given[change.Family] = new(change.After, List(change.Family));
        try
        {
            File.WriteAllBytes(_file, JsonSerializer.SerializeToUtf8Bytes(given));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The same rules will be put there once more, and come back in nft's words.
        }
    }

    static FirewallChange Between(IpFamily family, string from, string to) => from == to
        ? new(family, from, to, "", "")
        : new(family, from, to, OwnTable.Replacement(family, to), OwnTable.Replacement(family, from))
        {
            Comes = [.. OwnTable.Lines(to).Except(OwnTable.Lines(from))],
            Goes = [.. OwnTable.Lines(from).Except(OwnTable.Lines(to))],
        };

    string Standing(IpFamily family)
    {
        var listed = List(family);
        return Given().GetValueOrDefault(family) is { } given && given.Listed == listed ? given.Text : listed;
    }

    // Empty when there is none.
    static string List(IpFamily family) => IsAmong(Tool.Run("nft", ["list", "tables"]), family)
        ? Tool.Run("nft", ["--stateless", "list", "table", .. OwnTable.NameIn(family).Split(' ')])
        : "";

    static bool IsAmong(string tables, IpFamily family) =>
        tables.Split('\n').Contains($"table {OwnTable.NameIn(family)}");

    // Not all that nft prints can it read.
    void CheckThatItLoads(FirewallChange change)
    {
        try
        {
            Tool.Run("nft", ["--check", "-f", "-"], change.Undo);
        }
        catch (FirewallException e)
        {
            throw new FirewallException(
                $"what stands in {PartOf(change.Family)} could not be put back, so nothing was changed: {e.Message}");
        }
    }

    Dictionary<IpFamily, Words> Given()
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<IpFamily, Words>>(File.ReadAllBytes(_file)) ?? [];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return [];   // nobody knows, and what nft prints is taken for it
        }
    }

    /// <summary>A table as it was given, and as nft prints it.</summary>
    sealed record Words(string Text, string Listed);
}
