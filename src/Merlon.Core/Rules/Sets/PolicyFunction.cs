using System.Diagnostics;

namespace Merlon.Rules.Sets;

/// <summary>
/// A table as a function from packets to verdicts. Each chain is made once, from its last rule to its first: what it
/// does to a packet, or that the packet comes back.
/// </summary>
public sealed class PolicyFunction
{
    /// <summary>The constants that a chain's function comes to; verdicts are their own number.</summary>
    public const int Accept = (int)Verdict.Accept, Drop = (int)Verdict.Drop, Reject = (int)Verdict.Reject;

    /// <summary>Handed to something whose answer the rules do not tell.</summary>
    public const int Unknown = 3;

    readonly PacketSpace _space;
    readonly Table _table;
    readonly UnknownBits _unknowns;
    readonly Dictionary<string, int[]> _sets = [];
    readonly Dictionary<string, int> _chains = [];

    public PolicyFunction(PacketSpace space, Table table, UnknownBits unknowns)
    {
        (_space, _table, _unknowns, Diagram) = (space, table, unknowns, space.Diagram);
        var bits = unknowns.OfTable();
        foreach (var chain in table.Chains)
        {
            _sets[chain.Name] =
                [.. chain.Rules.Select(rule => space.SetOf(rule.Condition, words => bits(chain, rule, words)))];
        }
    }

    public Diagram Diagram { get; }

    /// <summary>What the chain of a hook does, its policy included.</summary>
    public int Of(Hook hook)
    {
        if (_table.ChainNamed(hook.ChainName) is not { } chain) return Accept;
        return Returning(Of(chain), (int)(chain.Policy ?? Verdict.Accept));
    }

    /// <summary>The sets of verdicts (<see cref="Meaning.Verdicts"/>) that the packets of a hook may meet.</summary>
    public int VerdictsOf(Hook hook)
    {
        var verdicts = Diagram.Map(Of(hook), 1, constant => (int)PolicyDiff.VerdictsOf(constant));
        return Diagram.Fold(verdicts, _space.FirstUnknown, Diagram.EndOfBits, 2, (a, b) => a | b);
    }

    /// <summary>What a chain does by itself: packets that it lets return come to a constant that says so.</summary>
    public int Of(Chain chain)
    {
        if (_chains.TryGetValue(chain.Name, out var known)) return known;

        var rest = MarkChanges.Returns;
        for (var i = chain.Rules.Length - 1; i >= 0; i--)
        {
            var set = SetOf(chain, i);
            if (set != Diagram.False) rest = Diagram.Choose(set, Of(chain.Rules[i].Target, rest), rest);
        }

        return _chains[chain.Name] = rest;
    }

    /// <summary>Looks at some packets only: all others come to every chain's end.</summary>
    internal void Limit(int packets)
    {
        foreach (var sets in _sets.Values)
        {
            foreach (ref var set in sets.AsSpan()) set = Diagram.And(set, packets);
        }
    }

    /// <summary>Puts a chain's function in place of what its rules come to.</summary>
    internal void Override(Chain chain, int function) => _chains[chain.Name] = function;

    /// <summary>The packets that a rule speaks about.</summary>
    public int SetOf(Chain chain, int rule) => _sets[chain.Name][rule];

    /// <summary>The packets that a rule may match.</summary>
    public int MaySet(Chain chain, int rule) =>
        Diagram.Exists(SetOf(chain, rule), _space.FirstUnknown, Diagram.EndOfBits);

    /// <summary>What a target makes of a packet that would else meet <paramref name="rest"/>.</summary>
    public int Of(Target target, int rest) => target switch
    {
        Target.Nowhere => rest,
        Target.Decide(var verdict) => (int)verdict,
        Target.Return => MarkChanges.Returns,
        Target.Jump(var name) => Returning(Of(_table.ChainNamed(name)!), rest),
        Target.Goto(var name) => Of(_table.ChainNamed(name)!),
        Target.Extension(var use, Effect.Unknown) => Diagram.Choose(Diagram.Bit(_unknowns.Of(use)), Unknown, rest),
        Target.Extension(_, var effect) => Of(effect, rest),
        _ => throw new UnreachableException(),
    };

    int Of(Effect effect, int rest) => effect switch
    {
        Effect.Continue => rest,
        Effect.Decide(var verdict) => (int)verdict,
        Effect.SetMark(var clear, var flip) => Marked(rest, (clear, flip)),
        _ => throw new UnreachableException(),
    };

    // What a packet meets when it returns, with the mark that it then has.
    int Returning(int function, int rest)
    {
        // Put aside first, lest what comes from the rest be taken for the function's own.
        const int Aside = MarkChanges.End - MarkChanges.Returns;
        function = Diagram.Map(function, 5, constant => MarkChanges.IsReturn(constant) ? constant + Aside : constant);
        foreach (var constant in _space.Marks.Constants.ToList())
            function = Diagram.Replace(function, constant + Aside, Marked(rest, _space.Marks.Of(constant)));
        return function;
    }

    int Marked(int rest, (uint Clear, uint Flip) change)
    {
        if (change is (0, 0)) return rest;

        var assigned = Diagram.Assign(rest, _space.FirstBit(Field.Mark), change.Clear, change.Flip);
        var number = _space.Marks.Then(change, MarkChanges.Returns);   // one mapping for each change
        return Diagram.Map(assigned, number, Then);

        int Then(int constant) => MarkChanges.IsReturn(constant) ? _space.Marks.Then(change, constant) : constant;
    }
}
