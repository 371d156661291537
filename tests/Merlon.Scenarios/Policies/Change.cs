namespace Merlon.Scenarios.Policies;

/// <summary>The counterfactuals: what a policy would have been without a cause.</summary>
static class Change
{
    public static Func<Policy, Policy> Remove(Rule rule) => Replace(rule);

    /// <summary>Other rules in the place of one; they keep its number, with a letter from the second on.</summary>
    public static Func<Policy, Policy> Replace(Rule rule, params Rule[] others) => policy =>
    {
        var at = policy.IndexOf(rule);
        return policy with { Rules = policy.Rules.RemoveAt(at).InsertRange(at, Numbered(others, rule.Id)) };
    };

    public static Func<Policy, Policy> Before(Rule rule, params Rule[] others) => policy =>
        policy with { Rules = policy.Rules.InsertRange(policy.IndexOf(rule), Numbered(others, rule.Id + "x")) };

    public static Func<Policy, Policy> MoveBefore(Rule rule, Rule moved) => policy =>
    {
        var without = policy with { Rules = policy.Rules.RemoveAt(policy.IndexOf(moved)) };
        return without with { Rules = without.Rules.Insert(without.IndexOf(rule), moved) };
    };

    public static Func<Policy, Policy> Limit(Rule rule, string limit) => Replace(rule, rule with { Limit = limit });

    public static Policy DropByDefault(Policy policy) =>
        policy with { AcceptsByDefault = false, AcceptsByDefault6 = false };

    static IEnumerable<Rule> Numbered(Rule[] rules, string id) =>
        rules.Select((rule, at) => rule with { Id = at == 0 ? id : $"{id}{(char)('a' + at)}" });
}
