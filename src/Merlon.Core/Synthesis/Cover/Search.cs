namespace Merlon.Synthesis.Cover;

/// <summary>
/// Branch and bound for one part of the objective: looks for a choice that betters the best one in this part, until
/// there is none or the nodes are used up. Depth first, with a stack of its own that holds a candidate once at most.
/// </summary>
sealed class Search
{
    const int StepsAtNode = 12, RoundsAtNode = 2, NodesPerRounding = 8;
    const int StepsAtRoot = 20, LeastRoundsAtRoot = 2, MostRoundsAtRoot = 18, WorkAtRoot = 6_000_000;

    readonly CoverMatrix _matrix;
    readonly Incumbent _best;
    readonly SearchState _state;
    readonly Relaxation _relaxation;
    readonly GoodChoices _choices;
    readonly long _budget;
    readonly int _limit;
    readonly Branch[] _branches;
    readonly long _allWeight;
    int _depth;
    Aim _aim;

    public Search(CoverMatrix matrix, long budget, int limit, Incumbent best, GoodChoices choices)
    {
        (_matrix, _budget, _limit, _best, _choices) = (matrix, budget, limit, best, choices);
        _state = new(matrix);
        _relaxation = new(matrix, _state);
        _branches = new Branch[matrix.Candidates];
        _allWeight = matrix.Weights.Sum();
    }

    /// <summary>The nodes looked at so far, those of earlier parts included.</summary>
    public long Nodes { get; private set; }

    /// <summary>No choice covers more weight; known when weight was what was searched for.</summary>
    public long Bound { get; private set; }

    /// <returns>Whether it is proven that the best choice cannot be bettered in this part.</returns>
    public bool TryFinish(Aim aim, long mostNodes)
    {
        (_aim, _depth) = (aim, 0);
        _state.UndoTo(0);
        var above = _allWeight;
        for (var isRoot = true; ; isRoot = false)
        {
            if (IsBeyondAll(Goal)) break;
            if (Nodes >= mostNodes)
            {
                Bound = Math.Max(_best.Value.Weight, OpenBound(above));
                return false;
            }

            Nodes++;
            if (!TryLookInto(isRoot, ref above) && !TryTurn(out above)) break;
        }

        Bound = _best.Value.Weight;
        return true;
    }

    Goal Goal => Goal.Beyond(_best.Value, _aim, _budget, _limit);

    bool IsBeyondAll(in Goal goal) => goal.Weight > _allWeight || goal.Budget < 0 || goal.Limit <= 0;

    // Whether there is more to find below; then the first of two branches was entered.
    bool TryLookInto(bool isRoot, ref long above)
    {
        for (var round = isRoot ? RoundsAtRoot : RoundsAtNode; round > 0; round--)
        {
            if (!HasMore()) return false;

            var bound = _relaxation.Bound(Goal, isRoot ? StepsAtRoot : StepsAtNode);
            above = Math.Min(above, bound);
            if (bound < Goal.Weight) return false;

            if (isRoot || Nodes % NodesPerRounding == 0)
                _choices.Round(_state.Covering.Taken, _relaxation.Selected, isThorough: isRoot);
            if (!_relaxation.Fix() && !isRoot) break;
        }

        if (!HasMore()) return false;

        var candidate = Choose();
        _branches[_depth++] = new(candidate, _state.Depth, above, IsTurned: false);
        _state.Take(candidate);
        return true;
    }

    // Whether a choice with more candidates may do; offers the one that there is when it does already.
    bool HasMore()
    {
        if (!_state.Gather(Goal)) return false;
        if (_state.Covering.Weight < Goal.Weight) return !_state.Free.IsEmpty;

        _best.Offer(_state.Covering.Taken);
        return _aim is Aim.Weight && !_state.Free.IsEmpty;   // taking more lowers neither harm nor count
    }

    // Where a step takes long, there are fewer.
    int RoundsAtRoot =>
        Math.Clamp(WorkAtRoot / (_matrix.Entries + 1) / StepsAtRoot, LeastRoundsAtRoot, MostRoundsAtRoot);

    // Leaves what is finished, and enters the other branch of the last one that has it.
    bool TryTurn(out long above)
    {
        while (_depth > 0)
        {
            ref var branch = ref _branches[_depth - 1];
            _state.UndoTo(branch.Mark);
            above = branch.Bound;
            if (!branch.IsTurned)
            {
                _state.Exclude(branch.Candidate);
                branch = branch with { IsTurned = true };
                return true;
            }

            _depth--;
        }

        above = 0;
        return false;
    }

    // Bounds never rise on the way down, so the first branch that is not turned has the highest.
    long OpenBound(long above)
    {
        foreach (ref readonly var branch in _branches.AsSpan(0, _depth))
        {
            if (!branch.IsTurned) return branch.Bound;
        }

        return above;
    }

    // The candidate that is selected about every other time, and would add much.
    int Choose()
    {
        var (best, score) = (-1, -1.0);
        foreach (var candidate in _state.Free)
        {
            var own = Score(candidate);
            if (own > score) (best, score) = (candidate, own);
        }

        return best;
    }

    double Score(int candidate) => (1 - Math.Abs(_relaxation.Share(candidate) - 0.5)) * _state.Covering.Gain(candidate);

    /// <param name="Mark">The depth of the state before it.</param>
    /// <param name="Bound">Of the weight in either branch.</param>
    /// <param name="IsTurned">Whether the candidate is excluded now, and was taken before.</param>
    readonly record struct Branch(int Candidate, int Mark, long Bound, bool IsTurned);
}
