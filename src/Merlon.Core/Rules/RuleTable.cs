namespace Merlon.Rules;

/// <summary>Rules by what they drop: answers in a few probes which rule, if any, drops a flow.</summary>
/// <remarks>
/// Most flows touch no address that a rule is about; a bit for each such address (by its hash, so at times for
/// others too) tells before a print is made.
/// </remarks>
public sealed class RuleTable
{
    const int WordBits = 8, Words = 1 << WordBits;

    readonly Dictionary<ulong, Entry> _entries = [];
    readonly int[] _ofAtom = new int[Atoms.Count];
    readonly ulong[] _anchors = new ulong[Atoms.Count * Words];

    readonly List<(TrafficSelector Selector, ulong Print)> _selectors = [];   // few

    int _limited;   // rules with a limit

    public int Count => _entries.Count;

    /// <param name="print">The rule's print, from <see cref="FlowPrints"/>.</param>
    /// <param name="number">What <see cref="TryFind"/> answers with.</param>
    /// <returns>False when the rule is there already; it keeps its number.</returns>
    public bool Add(in DropRule rule, ulong print, int number)
    {
        if (!_entries.TryAdd(print, new(number, rule.IsNew, rule.Spared))) return false;

        if (rule.Above is not null)
        {
            _limited++;
            return true;
        }

        if (rule.Selector is { } selector)
        {
            _selectors.Add((selector, print));
            return true;
        }

        _ofAtom[(int)rule.Atom]++;
        var hash = rule.Anchor.Hash;
        _anchors[WordOf(rule.Atom, hash)] |= BitOf(hash);
        return true;
    }

    /// <summary>As <see cref="Add"/>; a rule that is there already gives way.</summary>
    public void Put(in DropRule rule, ulong print, int number)
    {
        if (_entries.ContainsKey(print)) Remove(rule, print);
        Add(rule, print, number);
    }

    /// <summary>Of the rule with a print; null when there is none.</summary>
    public int? NumberOf(ulong print) => _entries.TryGetValue(print, out var entry) ? entry.Number : null;

    public void Remove(in DropRule rule, ulong print)
    {
        _entries.Remove(print);
        if (rule.Above is not null) _limited--;
        else if (rule.Selector is not null) _selectors.RemoveAll(one => one.Print == print);
        else _ofAtom[(int)rule.Atom]--;
    }

    /// <summary>Finds a rule that drops the flow's first packet if it comes above the rule's limit.</summary>
    public bool TryFindLimited(in FlowPrints flow, out int number)
    {
        number = -1;
        if (_limited == 0) return false;

        var print = FlowPrints.OfLimited(flow.Forward(Atom.SourceToService));
        var isThere = _entries.TryGetValue(print, out var entry) && entry.Spared?.Has(flow.Key) is not true;
        if (isThere) number = entry.Number;
        return isThere;
    }

    /// <summary>Finds a rule without a limit that drops the flow's first packet or its first answer.</summary>
    public bool TryFind(in FlowPrints flow, out int number)
    {
        for (var atom = (Atom)0; atom < (Atom)Atoms.Count; atom++)
        {
            if (_ofAtom[(int)atom] == 0) continue;

            var (forward, backward) = atom.HasSource
                ? (flow.SourceHash, flow.DestinationHash)
                : (flow.DestinationHash, flow.SourceHash);
            if (IsAnchor(atom, forward) && TryFindForward(flow, atom, out number)) return true;
            if (IsAnchor(atom, backward) && TryFindBackward(flow, atom, out number)) return true;
        }

        return TryFindSelector(flow, out number);
    }

    /// <summary>As <see cref="TryFind"/>; of several such rules, the one of the lowest number.</summary>
    public bool TryFindFirst(in FlowPrints flow, out int number)
    {
        if (!TryFind(flow, out number)) return false;

        for (var atom = (Atom)0; atom < (Atom)Atoms.Count; atom++)
        {
            if (_ofAtom[(int)atom] == 0) continue;
            if (TryFindForward(flow, atom, out var forward)) number = Math.Min(number, forward);
            if (TryFindBackward(flow, atom, out var backward)) number = Math.Min(number, backward);
        }

        if (TryFindSelector(flow, out var selector)) number = Math.Min(number, selector);
        return true;
    }

    // The one that was made first.
    bool TryFindSelector(in FlowPrints flow, out int number)
    {
        number = int.MaxValue;
        if (_selectors.Count == 0 || !flow.HasForward) return false;

        foreach (var (selector, print) in _selectors)
        {
            if (selector.Covers(flow.Key) && _entries[print] is var entry && entry.Spared?.Has(flow.Key) is not true)
                number = Math.Min(number, entry.Number);
        }

        return number < int.MaxValue;
    }

    bool TryFindForward(in FlowPrints flow, Atom atom, out int number)
    {
        var isThere = _entries.TryGetValue(flow.Forward(atom), out var entry)
            && entry.Spared?.Has(flow.Key) is not true;
        number = entry.Number;
        return isThere;
    }

    bool TryFindBackward(in FlowPrints flow, Atom atom, out int number)
    {
        var isThere = _entries.TryGetValue(flow.Backward(atom), out var entry)
            && !entry.IsNew && entry.Spared?.Has(flow.Key.Reversed) is not true;
        number = entry.Number;
        return isThere;
    }

    bool IsAnchor(Atom atom, ulong hash) => atom.IsNetwork || (_anchors[WordOf(atom, hash)] & BitOf(hash)) != 0;

    static int WordOf(Atom atom, ulong hash) => (int)atom << WordBits | (int)(hash >> 40) & (Words - 1);

    static ulong BitOf(ulong hash) => 1UL << (int)(hash >> 58);

    readonly record struct Entry(int Number, bool IsNew, Spared? Spared);
}
