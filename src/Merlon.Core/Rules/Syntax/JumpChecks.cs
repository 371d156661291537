namespace Merlon.Rules.Syntax;

/// <summary>
/// What the kernel refuses of jumps: to built-in chains, in a circle that packets can come into, and too deep.
/// </summary>
static class JumpChecks
{
    /// <summary>So many jumps in a row at most (NFT_JUMP_STACK_SIZE, less the built-in chain).</summary>
    const int MostJumps = 15;

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
        var depths = new Dictionary<string, int>();   // jumps in a row from a chain on
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
                    depths[at.Chain.Name] = DepthOf(at.Chain, depths);
                    continue;
                }

                open.Push((at.Chain, at.Next + 1));
                var (rule, words) = at.Chain.Rules[at.Next];
                if (TargetOf(rule) is not { } target) continue;

                if (state.TryAdd(target, true)) open.Push((table.Find(target)!, 0));
                else if (state[target])
                    yield return At(rule, words, target, $"{target} comes back to itself", "a chain that does not");
            }

            if (depths[start.Name] > MostJumps) yield return TooDeep(start, depths);
        }
    }

    static int DepthOf(ChainDraft chain, Dictionary<string, int> depths) =>
        chain.Rules.Select(read => TargetOf(read.Rule) is { } target ? 1 + depths.GetValueOrDefault(target) : 0)
            .DefaultIfEmpty(0)
            .Max();

    static Fault TooDeep(ChainDraft chain, Dictionary<string, int> depths)
    {
        var (rule, words) = chain.Rules.First(read =>
            TargetOf(read.Rule) is { } target && depths.GetValueOrDefault(target) >= MostJumps);
        return At(
            rule, words, TargetOf(rule)!, $"from here jumps go {depths[chain.Name]:N0} chains deep",
            $"at most {MostJumps}, as nf_tables takes");
    }

    static string? TargetOf(Rule rule) => rule.Target switch
    {
        Target.Jump(var chain) => chain,
        Target.Goto(var chain) => chain,
        _ => null,
    };
}
