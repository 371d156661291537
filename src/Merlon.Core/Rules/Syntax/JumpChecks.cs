namespace Merlon.Rules.Syntax;

/// <summary>What the kernel refuses of jumps: to built-in chains, and in a circle that packets can come into.</summary>
static class JumpChecks
{
    public static IEnumerable<Fault> Faults(TableDraft table)
    {
        var faults = new List<Fault>();
        foreach (var chain in table.Chains)
        {
            foreach (var (rule, words) in chain.Rules)
            {
                if (TargetOf(rule) is { } target && ChainNames.IsBuiltIn(table.Name, target))
                    faults.Add(At(rule, words, target, $"{target} is a built-in chain", "a chain of your own"));
            }
        }

        return faults.Count > 0 ? faults : Loops(table);
    }

    static Fault At(Rule rule, List<Word> words, string target, string message, string expected)
    {
        var word = words.FindLast(word => word.Text.EndsWith(target, StringComparison.Ordinal));
        return new(rule.Line, word.Column + (word.Text?.Length ?? 0) - target.Length, message, expected);
    }

    // Depth first, without recursion: a chain that is met again while it is still open is on a loop.
    static IEnumerable<Fault> Loops(TableDraft table)
    {
        var state = new Dictionary<string, bool>();   // true while open, false when done
        var open = new Stack<(ChainDraft Chain, int Next)>();
        foreach (var start in table.Chains.Where(chain => ChainNames.IsBuiltIn(table.Name, chain.Name)))
        {
            if (!state.TryAdd(start.Name, true)) continue;

            open.Push((start, 0));
            while (open.TryPop(out var at))
            {
                if (at.Next == at.Chain.Rules.Count)
                {
                    state[at.Chain.Name] = false;
                    continue;
                }

                open.Push((at.Chain, at.Next + 1));
                var (rule, words) = at.Chain.Rules[at.Next];
                if (TargetOf(rule) is not { } target) continue;

                if (state.TryAdd(target, true)) open.Push((table.Find(target)!, 0));
                else if (state[target])
                    yield return At(rule, words, target, $"{target} comes back to itself", "a chain that does not");
            }
        }
    }

    static string? TargetOf(Rule rule) => rule.Target switch
    {
        Target.Jump(var chain) => chain,
        Target.Goto(var chain) => chain,
        _ => null,
    };
}
