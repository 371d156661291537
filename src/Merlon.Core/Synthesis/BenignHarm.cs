using System.Runtime.InteropServices;
using Merlon.Rules;

namespace Merlon.Synthesis;

/// <summary>
/// How many flows of the benign window a candidate would match that no rule matches yet. The first few candidates of
/// a proposal are each held against the window; if more are asked for, one pass counts for all of them.
/// </summary>
/// <remarks>
/// Counting every possible rule as flows come and go would make each question one probe; it was tried, and a replay
/// took four times as long, since most proposals ask once or twice.
/// </remarks>
sealed class BenignHarm
{
    const int LookedAtSingly = 16;

    readonly Dictionary<ulong, int> _counts = [];
    int _asked;
    bool _isCounted;

    /// <summary>Begins a proposal: the window has changed since the last.</summary>
    public void Reset() => (_asked, _isCounted) = (0, false);

    /// <summary>The flows that a rule would newly match; a count past <paramref name="most"/> may stop there.</summary>
    public int Of(in DropRule rule, ulong print, double most, Candidates candidates, Situation situation)
    {
        if (++_asked <= LookedAtSingly) return LookAt(rule, most, situation);
        if (!_isCounted) CountAll(candidates, situation);
        return _counts.GetValueOrDefault(print);
    }

    /// <summary>A rule was taken: the flows that it matches no longer count for others.</summary>
    public void Taken(int harm)
    {
        if (harm > 0) _isCounted = false;
    }

    /// <summary>As <see cref="Of"/>, for one candidate alone.</summary>
    public static int LookAt(in DropRule rule, double most, Situation situation)
    {
        var (benign, vantage, anchor) = (situation.Benign, situation.Vantage, rule.Anchor);
        if (!benign.MayInvolve(anchor)) return 0;

        var count = 0;
        for (var i = 0; i < benign.Places && count <= most;)
        {
            var run = benign.From(i);
            foreach (ref readonly var flow in run)
            {
                if (flow.Key.SourceIp != anchor && flow.Key.DestinationIp != anchor) continue;
                if (vantage.Drops(rule, flow) && !situation.Rules.TryFind(new(flow, vantage), out _)) count++;
            }

            i += run.Length;
        }

        return count;
    }

    void CountAll(Candidates candidates, Situation situation)
    {
        _isCounted = true;
        _counts.Clear();
        for (var i = 0; i < situation.Benign.Places; i++)
        {
            var flow = new FlowPrints(situation.Benign[i], situation.Vantage);
            if (situation.Rules.TryFind(flow, out _)) continue;

            for (var atom = Atom.Source; atom <= Atom.Connection; atom++)
            {
                var (forward, backward) = (flow.Forward(atom), flow.Backward(atom));
                if (candidates.Contains(forward)) Count(forward);
                if (backward != forward && candidates.Contains(backward)) Count(backward);
            }
        }
    }

    void Count(ulong print) => CollectionsMarshal.GetValueRefOrAddDefault(_counts, print, out _)++;
}
