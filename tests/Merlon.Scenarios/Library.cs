using System.Collections.Immutable;
using Merlon.Scenarios.Assembling;

namespace Merlon.Scenarios;

/// <summary>All variants, and how many scenarios are told of each.</summary>
static class Library
{
    const int PerVariant = 7, Combined = 60;

    static readonly string[] Entries =
    [
        CauseIds.ExposedService, CauseIds.OverPermissiveRule, CauseIds.StaleException, CauseIds.ShadowedDeny,
        CauseIds.RuleOrder, CauseIds.MisconfiguredNat, CauseIds.CredentialGuessing,
    ];

    public static ImmutableArray<Variant> Variants { get; } =
        [.. Development.DevelopmentVariants.All, .. HeldOut.HeldOutVariants.All];

    public static List<Scenario> Make(ulong seed)
    {
        var made = new List<Scenario>();
        foreach (var variant in Variants)
        {
            for (var at = 1; at <= PerVariant; at++)
            {
                if (at > 1 && variant.IsToTheLetter) break;
                var id = $"{variant.Id}-{at}";
                made.Add(ScenarioMaker.Make(id, Chance.Seed(id, seed), variant));
            }
        }

        made.AddRange(Combinations("combined", Combined, seed, isHeldOut: false));
        made.AddRange(Combinations("combined-held-out", Combined / 2, seed, isHeldOut: true));
        return made;
    }

    // An entry, then from there further in, out, or both; never an entry that the engine's author has seen with one he
    // has not.
    static IEnumerable<Scenario> Combinations(string name, int count, ulong seed, bool isHeldOut)
    {
        var side = Variants.Where(variant => variant.IsHeldOut == isHeldOut && !variant.IsToTheLetter).ToList();
        var entries = side.Where(variant => Entries.Contains(variant.Answer)).ToList();
        var inward = side.Where(variant => variant.Answer == CauseIds.MissingSegmentation).ToList();
        var outward = side.Where(variant => variant.Answer == CauseIds.MissingEgressRule).ToList();
        for (var at = 1; at <= count; at++)
        {
            var id = $"{name}-{at}";
            var chance = new Chance(Chance.Seed(id + "/parts", seed));
            var entry = entries[at % entries.Count];
            var (further, exit) = (inward[chance.Below(inward.Count)], outward[chance.Below(outward.Count)]);
            Variant[] parts = (at % 3) switch
            {
                0 => [entry, further],
                1 => [entry, exit],
                _ => [entry, further, exit],
            };
            yield return ScenarioMaker.Make(id, Chance.Seed(id, seed), parts);
        }
    }
}
