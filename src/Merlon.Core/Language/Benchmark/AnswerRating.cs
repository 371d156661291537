using System.Collections.Immutable;

namespace Merlon.Language.Benchmark;

/// <summary>What an answer to one window is worth.</summary>
/// <param name="Window">From 1.</param>
/// <param name="Lines">What it says as rules, right or wrong, as it was written.</param>
/// <param name="IsValid">Whether Merlon reads all of them as rules, one at least.</param>
/// <param name="IsTaken">Whether iptables-restore would take them; null where it was not asked.</param>
/// <param name="HasMeaning">
/// Whether each rule drops something that the alerts name, and nothing that the operator protects.
/// </param>
/// <param name="Proven">Rules that were proven harmless.</param>
/// <param name="Effect">Of the answer as it stands, unproven, on what came after the window.</param>
/// <param name="ProvenEffect">Of its proven rules beside those of the solver.</param>
/// <param name="SolverEffect">Of the solver's rules alone.</param>
/// <param name="Fault">Why there is no answer; null when there is one.</param>
public sealed record AnswerRating(
    int Window, BenchmarkVariant Variant, ImmutableArray<string> Lines, bool IsValid, bool? IsTaken, bool HasMeaning,
    int Rules, int Proven, FutureEffect Effect, FutureEffect ProvenEffect, FutureEffect SolverEffect,
    int Calls, long Tokens, double Seconds, string? Fault);

/// <summary>How much of the traffic to come rules would block.</summary>
public readonly record struct FutureEffect(long Malicious, long MaliciousBlocked, long Benign, long BenignBlocked)
{
    public double Cbr => Malicious == 0 ? 0 : (double)MaliciousBlocked / Malicious;
    public double Wbr => Benign == 0 ? 0 : (double)BenignBlocked / Benign;

    public static FutureEffect operator +(FutureEffect one, FutureEffect other) => new(
        one.Malicious + other.Malicious, one.MaliciousBlocked + other.MaliciousBlocked,
        one.Benign + other.Benign, one.BenignBlocked + other.BenignBlocked);
}
