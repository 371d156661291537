namespace Merlon.Scenarios;

/// <summary>How well answers fit, scored as ITBench does.</summary>
/// <param name="Mean">Of the scores of all.</param>
/// <param name="ExactSets">The share answered with exactly the right set.</param>
/// <param name="Abstentions">The share in which no cause was named, rightly or not.</param>
/// <param name="RightAbstentions">Of those where one had to abstain, the share that did so, in the right way.</param>
public sealed record Judgement(
    int Scenarios, double Mean, double ExactSets, double Abstentions, double RightAbstentions)
{
    /// <summary>A missed cause scores 0; otherwise the precision: right causes over named causes.</summary>
    public static double Score(IReadOnlySet<string> expected, IReadOnlySet<string> answered) =>
        answered.Count > 0 && expected.IsSubsetOf(answered) ? (double)expected.Count / answered.Count : 0;

    public static Judgement Of(IEnumerable<(Scenario Scenario, IReadOnlySet<string> Answer)> answers)
    {
        var all = answers.ToList();
        if (all.Count == 0) return new(0, 0, 0, 0, 0);

        var toAbstain = all.Where(one => Abstains(one.Scenario.Expected.Answer)).ToList();
        return new(
            all.Count,
            all.Average(one => Score(one.Scenario.Expected.Answer, one.Answer)),
            Share(all.Count(one => one.Scenario.Expected.Answer.SetEquals(one.Answer)), all.Count),
            Share(all.Count(one => Abstains(one.Answer)), all.Count),
            Share(toAbstain.Count(one => one.Scenario.Expected.Answer.SetEquals(one.Answer)), toAbstain.Count));
    }

    static bool Abstains(IReadOnlySet<string> answer) => answer.All(CauseIds.Abstentions.Contains);

    static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
