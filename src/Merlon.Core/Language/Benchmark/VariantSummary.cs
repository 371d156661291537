namespace Merlon.Language.Benchmark;

/// <summary>Ratings of one variant, together.</summary>
public sealed record VariantSummary(BenchmarkVariant Variant, IReadOnlyList<AnswerRating> Ratings)
{
    /// <summary>Answers that did not come, or not whole; they count in all shares, as what they are.</summary>
    public int Failed => Ratings.Count(rating => rating.Fault is not null);

    /// <summary>Answers that were not held to the form though the variant wants it.</summary>
    public int FormRefused => Ratings.Count(rating => rating.IsFormRefused);

    public double Valid => Share(rating => rating.IsValid);

    /// <summary>Null where iptables-restore was not asked.</summary>
    public double? Taken =>
        Ratings.Any(rating => rating.IsTaken is null) ? null : Share(rating => rating.IsTaken is true);

    public double Meaning => Share(rating => rating.HasMeaning);

    /// <summary>Rules and faulty lines of all calls.</summary>
    public int Proposed => Ratings.Sum(rating => rating.Proposed);

    public int Proven => Ratings.Sum(rating => rating.Proven);

    /// <summary>The share of what was proposed that was proven; null where nothing was.</summary>
    public double? ProvenShare => Proposed == 0 ? null : (double)Proven / Proposed;

    public FutureEffect Effect => Sum(rating => rating.Effect);
    public FutureEffect ProvenEffect => Sum(rating => rating.ProvenEffect);
    public FutureEffect InForceEffect => Sum(rating => rating.InForceEffect);

    /// <summary>
    /// Windows in which the proven rules beside those in force block more, and none of the honest more.
    /// </summary>
    public int Better => Ratings.Count(rating =>
        rating.ProvenEffect.MaliciousBlocked > rating.InForceEffect.MaliciousBlocked
        && rating.ProvenEffect.BenignBlocked <= rating.InForceEffect.BenignBlocked);

    /// <summary>Windows in which they block more of the honest.</summary>
    public int Worse => Ratings.Count(rating => rating.ProvenEffect.BenignBlocked > rating.InForceEffect.BenignBlocked);

    /// <summary>The mean of the answers whose tokens were told; null where none were.</summary>
    public double? Tokens => Ratings.Average(rating => (double?)rating.Tokens);

    public double Seconds => Ratings.Average(rating => rating.Seconds);

    public static IReadOnlyList<VariantSummary> Of(IReadOnlyList<AnswerRating> ratings) =>
        [.. ratings.GroupBy(rating => rating.Variant).Select(group => new VariantSummary(group.Key, [.. group]))];

    double Share(Func<AnswerRating, bool> holds) => (double)Ratings.Count(holds) / Ratings.Count;

    FutureEffect Sum(Func<AnswerRating, FutureEffect> of) => Ratings.Select(of).Aggregate((one, other) => one + other);
}
