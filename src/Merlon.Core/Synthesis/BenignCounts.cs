using Merlon.Rules;

namespace Merlon.Synthesis;

/// <summary>
/// How many flows of the benign window each possible rule would match, kept up to date as flows come and go, for any
/// rule that an alert may ask for next. Flows that a rule matches already are counted apart.
/// </summary>
sealed class BenignCounts
{
    readonly PrintTable _unmatched = new();

    /// <summary>Flows of the window that the rules made so far match.</summary>
    public int Matched { get; private set; }

    /// <summary>Flows of the window that this rule matches and no rule made so far does.</summary>
    public int Of(ulong print) => _unmatched.TryGet(print, out var count) ? count : 0;

    public void Add(in FlowPrints flow, RuleTable rules)
    {
        if (rules.TryFind(flow, out _)) Matched++;
        else Count(flow, 1);
    }

    public void Remove(in FlowPrints flow, RuleTable rules)
    {
        if (rules.TryFind(flow, out _)) Matched--;
        else Count(flow, -1);
    }

    /// <summary>
    /// Moves what a rule matches to the matched ones. Call before the rule is added to <paramref name="rules"/>.
    /// </summary>
    public void Match(Atom atom, ulong print, Windows windows, RuleTable rules)
    {
        var left = Of(print);
        for (var i = windows.Benign.Count - 1; i >= 0 && left > 0; i--)
        {
            var flow = new FlowPrints(windows.Benign[i], windows.Vantage);
            if ((flow.Forward[atom] != print && flow.Backward[atom] != print) || rules.TryFind(flow, out _)) continue;

            Count(flow, -1);
            Matched++;
            left--;
        }
    }

    // A flow from an address to itself has the same rules both ways; it is one flow to each.
    void Count(in FlowPrints flow, int difference)
    {
        for (var atom = Atom.Source; atom <= Atom.Connection; atom++)
        {
            _unmatched.Add(flow.Forward[atom], difference);
            if (flow.Backward[atom] != flow.Forward[atom]) _unmatched.Add(flow.Backward[atom], difference);
        }
    }
}
