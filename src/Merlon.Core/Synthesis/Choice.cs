namespace Merlon.Synthesis;

/// <summary>How good the rules are that were chosen among all candidates at once.</summary>
/// <param name="Candidates">Of so many.</param>
/// <param name="Limit">So many rules at most.</param>
/// <param name="Covered">Alerts that they cover, of those that are remembered.</param>
/// <param name="Bound">No choice of these candidates covers more.</param>
/// <param name="IsOptimal">
/// Whether it is proven that none is better: more alerts covered, then fewer honest visits dropped, then fewer rules.
/// </param>
public sealed record Choice(int Candidates, int Limit, long Covered, long Bound, bool IsOptimal)
{
    /// <summary>So many more alerts could be covered, at most.</summary>
    public long Gap => Bound - Covered;
}
