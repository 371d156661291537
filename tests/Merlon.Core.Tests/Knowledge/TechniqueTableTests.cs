using System.Text.Json;
using System.Text.RegularExpressions;
using Merlon.Flows;

namespace Merlon.Knowledge;

/// <summary>
/// Merlon's table of techniques: held against ATT&amp;CK where it lies beside the checkout, and against itself always.
/// </summary>
public sealed partial class TechniqueTableTests
{
    const int LongestQuote = 8;

    static readonly string[] Tactics =
    [
        "reconnaissance", "resource-development", "initial-access", "execution", "persistence", "privilege-escalation",
        "defense-evasion", "credential-access", "discovery", "lateral-movement", "collection", "command-and-control",
        "exfiltration", "impact",
    ];

    [Fact]
    public void Each_technique_stands_once_and_says_how_it_shows()
    {
        Assert.InRange(TechniqueTable.All.Length, 60, 100);
        Assert.Equal(TechniqueTable.All.Length, TechniqueTable.All.DistinctBy(one => one.Id).Count());
        Assert.Equal(TechniqueTable.All.Length, TechniqueTable.All.DistinctBy(one => one.Shows).Count());
        Assert.All(TechniqueTable.All, one =>
        {
            Assert.Matches(@"^T\d{4}(\.\d{3})?$", one.Id);
            Assert.NotEmpty(one.Tactics);
            Assert.All(one.Tactics, tactic => Assert.Contains(tactic, Tactics));
            Assert.EndsWith(".", one.Shows, StringComparison.Ordinal);
            Assert.All(one.Mitigations, mitigation => Assert.NotEmpty(mitigation.Name));
            if (one.ParentId is { } parent) Assert.True(TechniqueTable.Find(parent) is not null, $"{one.Id}'s parent");
        });
    }

    [Fact]
    public void Each_mitigation_that_has_a_name_is_advised_somewhere() =>
        Assert.Equal(
            TechniqueTable.All.SelectMany(one => one.Mitigations).Select(one => one.Id).Distinct().Order(),
            TechniqueTable.MitigationNames.Keys.Order());

    [Theory]
    [InlineData("T1110.003", "Brute Force: Password Spraying")]
    [InlineData("t1046", "Network Service Discovery")]
    public void A_technique_is_found_by_its_id(string id, string name) =>
        Assert.Equal(name, TechniqueTable.FullName(TechniqueTable.Find(id)!));

    [Fact]
    public void An_id_that_is_not_in_the_table_is_not_found() => Assert.Null(TechniqueTable.Find("T1046; DROP"));

    [Fact]
    public void Ids_names_tactics_and_mitigations_are_those_of_ATT_and_CK()
    {
        var attack = Attack();
        Assert.StartsWith($"ATT&CK Enterprise v{TechniqueTable.Version} ", attack.GetProperty("version").GetString(),
            StringComparison.Ordinal);
        var (techniques, mitigated) = (attack.GetProperty("techniques"), attack.GetProperty("mitigated_by"));
        foreach (var one in TechniqueTable.All)
        {
            var known = techniques.GetProperty(one.Id);
            Assert.Equal(known.GetProperty("name").GetString(), one.Name);
            Assert.Equal(Strings(known.GetProperty("tactics")), one.Tactics);
            Assert.Equal(one.Tactics.Length, Tactic.Of(one).Count());
            if (known.GetProperty("sub").GetBoolean())
                Assert.Equal(known.GetProperty("full").GetString(), TechniqueTable.FullName(one));
            if (one.Mitigations.IsEmpty) continue;
            Assert.Subset(Strings(mitigated.GetProperty(one.Id)).ToHashSet(),
                one.Mitigations.Select(mitigation => mitigation.Id).ToHashSet());
        }

        Assert.Equal(
            attack.GetProperty("tactics").EnumerateObject().Select(known => (known.Name,
                known.Value.GetProperty("name").GetString(), known.Value.GetProperty("short").GetString())).Order(),
            Tactic.All.Select(tactic => (tactic.Id, tactic.Name, tactic.Phase)).Order()!);
        foreach (var (id, name) in TechniqueTable.MitigationNames)
            Assert.Equal(attack.GetProperty("mitigations").GetProperty(id).GetProperty("name").GetString(), name);
    }

    [Fact]
    public void Nothing_that_is_said_is_copied_from_ATT_and_CK()
    {
        var attack = Attack();
        var theirs = attack.GetProperty("techniques").EnumerateObject()
            .Concat(attack.GetProperty("mitigations").EnumerateObject())
            .SelectMany(one => Runs(one.Value.GetProperty("text").GetString()!)).ToHashSet();
        Assert.True(theirs.Count > 20_000);
        Assert.DoesNotContain(Ours().SelectMany(Runs), theirs.Contains);
    }

    [Fact]
    public void A_copied_run_of_words_would_be_noticed() =>
        Assert.Contains("one two three four five six seven eight",
            Runs("Zero, one two-three four; five SIX seven eight nine."));

    static IEnumerable<string> Ours() => TechniqueTable.All
        .SelectMany(one => one.Mitigations.Select(mitigation => mitigation.Advice).Prepend(one.Shows));

    static IEnumerable<string> Runs(string text)
    {
        var words = Word().Matches(text.ToLowerInvariant()).Select(match => match.Value).ToArray();
        for (var i = 0; i + LongestQuote <= words.Length; i++)
            yield return string.Join(' ', words[i..(i + LongestQuote)]);
    }

    static JsonElement Attack()
    {
        using var file = SharedData.Open("knowledge/attack_min.json.gz");
        return JsonDocument.Parse(file).RootElement.Clone();
    }

    static IEnumerable<string> Strings(JsonElement array) => array.EnumerateArray().Select(one => one.GetString()!);

    [GeneratedRegex("[a-z0-9]+")]
    private static partial Regex Word();
}
