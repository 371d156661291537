namespace Merlon.Rules.Sets;

/// <summary>
/// The rules that stand in one of two tables alone, or elsewhere in the other: a packet that matches none of them
/// meets the same rules in both, in the same order.
/// </summary>
static class ChangedRules
{
    /// <summary>The packets that may match one, whatever becomes of their mark on the way.</summary>
    public static int Packets(PacketSpace space, (Table Table, PolicyFunction Function) old,
        (Table Table, PolicyFunction Function) @new)
    {
        var packets = Diagram.False;
        foreach (var name in NamesIn(old.Table).Union(NamesIn(@new.Table)))
        {
            var (before, after) = (ChainIn(old.Table, name), ChainIn(@new.Table, name));
            if (before.Policy != after.Policy) return Diagram.True;

            var (olds, news) = (KeysOf(before, old.Function), KeysOf(after, @new.Function));
            foreach (var (set, _) in Unpaired(olds, news)) packets = space.Diagram.Or(packets, set);
        }

        packets = space.Diagram.Exists(packets, space.FirstUnknown, Diagram.EndOfBits);
        var mark = space.FirstBit(Field.Mark);
        return space.Diagram.Exists(packets, mark, mark + space.WidthOf(Field.Mark));
    }

    static IEnumerable<string> NamesIn(Table table) => table.Chains.Select(chain => chain.Name);

    // What is not there lets every packet through, or is jumped to by rules that are not there either.
    static Chain ChainIn(Table table, string name) =>
        table.ChainNamed(name) ?? new(name, Array.Exists(Enum.GetValues<Hook>(), hook => hook.ChainName == name)
            ? Verdict.Accept : null, default, []);

    static List<(int Set, object Does)> KeysOf(Chain chain, PolicyFunction function) =>
        [.. chain.Rules.Select((rule, i) => (function.SetOf(chain, i), DoneBy(rule.Target)))];

    static object DoneBy(Target target) => target is Target.Extension(_, var effect) ? effect : target;

    // The n-th of a kind is paired with the n-th; of those pairs as many as are in one order.
    static IEnumerable<T> Unpaired<T>(List<T> olds, List<T> news)
        where T : notnull
    {
        var places = new Dictionary<T, Queue<int>>();
        for (var i = 0; i < news.Count; i++)
        {
            if (!places.TryGetValue(news[i], out var queue)) places[news[i]] = queue = [];
            queue.Enqueue(i);
        }

        var pairs = new List<(int Old, int New)>();
        for (var i = 0; i < olds.Count; i++)
        {
            if (places.TryGetValue(olds[i], out var queue) && queue.TryDequeue(out var place)) pairs.Add((i, place));
        }

        var kept = LongestRising([.. pairs.Select(pair => pair.New)]).Select(i => pairs[i]).ToList();
        var (keptOld, keptNew) = (kept.Select(pair => pair.Old).ToHashSet(), kept.Select(pair => pair.New).ToHashSet());
        return olds.Where((_, i) => !keptOld.Contains(i)).Concat(news.Where((_, i) => !keptNew.Contains(i)));
    }

    // Patience sorting: of the rising runs of each length, the one that ends lowest.
    static IEnumerable<int> LongestRising(int[] numbers)
    {
        var ends = new List<int>();   // lowest last numbers, by length
        var at = new List<int>();     // where those stand
        var previous = new int[numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            var length = ~ends.BinarySearch(numbers[i]);   // no number is there twice
            previous[i] = length > 0 ? at[length - 1] : -1;
            if (length < ends.Count) (ends[length], at[length]) = (numbers[i], i);
            else
            {
                ends.Add(numbers[i]);
                at.Add(i);
            }
        }

        for (var i = at.Count > 0 ? at[^1] : -1; i >= 0; i = previous[i]) yield return i;
    }
}
