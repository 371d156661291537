namespace Merlon.Rules.Sets;

/// <summary>
/// State that some rules write and others ask for: lists of recent addresses, sets, marks and labels of connections.
/// When other packets may come to the writers, what the readers find is another.
/// </summary>
static class WrittenState
{
    static readonly string[] Writing = ["--set", "--update", "--remove", "--reap"];

    /// <summary>The kinds of state that rules write which some of the packets may match.</summary>
    public static IEnumerable<string> TouchedBy(int packets, Table table, PolicyFunction function)
    {
        var diagram = function.Diagram;
        return
            from chain in table.Chains
            from place in Enumerable.Range(0, chain.Rules.Length)
            from kind in WrittenBy(chain.Rules[place])
            where !diagram.AreApart(packets, function.MaySet(chain, place))
            select kind;
    }

    /// <summary>Whether a rule asks for state of these kinds.</summary>
    public static bool IsReadBy(Rule rule, IReadOnlySet<string> kinds) =>
        kinds.Count > 0 && rule.Matches.Any(match => kinds.Contains(match.Use.Name));

    static IEnumerable<string> WrittenBy(Rule rule)
    {
        var matches = rule.Matches.Select(match => match.Use).Where(use => use.Name is "recent" or "connlabel");
        foreach (var use in matches)
        {
            if (use.Options.Any(option => Writing.Contains(option.Name))) yield return use.Name;
        }

        if (rule.Target is not Target.Extension({ Name: var target }, _)) yield break;
        if (target is "SET") yield return "set";
        if (target is "CONNMARK" or "CONNSECMARK") yield return "connmark";
        if (target is "RATEEST") yield return "rateest";
    }
}
