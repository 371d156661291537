using Merlon.Scenarios.Policies;
using Merlon.Scenarios.Telling;

namespace Merlon.Scenarios.Assembling;

/// <summary>Puts a story's rules among all the others that a policy has.</summary>
static class PolicyMaker
{
    const int Largest = 500;

    public static Policy Make(Story story, bool withSix)
    {
        var chance = story.Chance;
        var (first, others) = story.IsBare ? ([], []) : Surroundings.Around(story);
        if (!story.IsBare)
        {
            var target = Target(chance) - story.Rules.Count - first.Count;
            while (others.Count < target) others.Add(Filler.Draw(chance, withSix && chance.In(25)));
        }

        var own = story.RulesAreOthers ? [] : story.Rules;
        var rules = new List<Rule>(first);
        rules.AddRange(Merged(chance, own, others));
        var (number, step) = chance.Pick((101, 1), (10, 10), (1, 1), (1000, 5));
        if (story.Verbatim is not null) (number, step) = (101, 1);
        foreach (var rule in rules)
        {
            rule.Id = $"{number}";
            number += step;
        }

        return new([.. rules], story.AcceptsByDefault, story.AcceptsByDefault6);
    }

    // Each list keeps its order, since a story means its rules in order.
    static IEnumerable<Rule> Merged(Chance chance, List<Rule> own, List<Rule> others)
    {
        var (at, other) = (0, 0);
        while (at < own.Count || other < others.Count)
        {
            var left = own.Count - at + others.Count - other;
            yield return chance.Below(left) < own.Count - at ? own[at++] : others[other++];
        }
    }

    static int Target(Chance chance) => chance.Below(6) switch
    {
        0 => 0,
        1 => chance.Between(12, 30),
        2 => chance.Between(30, 80),
        3 => chance.Between(80, 180),
        4 => chance.Between(180, 350),
        _ => chance.Between(350, Largest),
    };
}
