namespace Merlon.Rules;

/// <summary>Rules by what they drop: answers in a few probes which rule, if any, drops a flow.</summary>
public sealed class RuleTable
{
    static readonly Atom[] Atoms = Enum.GetValues<Atom>();

    readonly PrintTable _numbers = new();
    readonly int[] _ofAtom = new int[Atoms.Length];   // most rule sets use one or two of the four

    public int Count => _numbers.Count;

    /// <param name="print">The rule's print, from <see cref="FlowPrints"/>.</param>
    /// <param name="number">What <see cref="TryFind"/> answers with.</param>
    /// <returns>False when the rule is there already; it keeps its number.</returns>
    public bool Add(Atom atom, ulong print, int number)
    {
        if (_numbers.TryGet(print, out _)) return false;

        _numbers.Set(print, number);
        _ofAtom[(int)atom]++;
        return true;
    }

    public void Remove(Atom atom, ulong print)
    {
        _numbers.Remove(print);
        _ofAtom[(int)atom]--;
    }

    /// <summary>Finds a rule that drops the flow's first packet or its first answer.</summary>
    public bool TryFind(in FlowPrints flow, out int number)
    {
        foreach (var atom in Atoms)
        {
            if (_ofAtom[(int)atom] == 0) continue;
            if (_numbers.TryGet(flow.Forward(atom), out number) || _numbers.TryGet(flow.Backward(atom), out number))
                return true;
        }

        number = -1;
        return false;
    }
}
