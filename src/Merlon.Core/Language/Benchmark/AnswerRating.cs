using System.Collections.Immutable;

namespace Merlon.Language.Benchmark;

/// <summary>What a model's answer to one window is worth: with the loop, its last answer that holds rules.</summary>
/// <param name="Calls">All that was asked and answered.</param>
/// <param name="Lines">What it says as rules, right or wrong, as it was written.</param>
/// <param name="IsValid">Whether Merlon reads all of them as rules of iptables, one at least.</param>
/// <param name="IsTaken">Whether iptables-restore and ip6tables-restore would take them; null where not asked.</param>
/// <param name="HasMeaning"><see cref="AnswerRuleSet.HasMeaning"/>.</param>
/// <param name="Proposed">Rules and faulty lines of all calls, each once.</param>
/// <param name="Proven">Those of them that were proven harmless.</param>
/// <param name="Effect">Of the answer as it stands, unproven, on what came after the window.</param>
/// <param name="ProvenEffect">Of all that was proven, beside the rules in force.</param>
/// <param name="InForceEffect">Of the rules in force alone.</param>
/// <param name="Fault">Why the last call brought no answer; null when it did.</param>
public sealed record AnswerRating(
    RatedWindow Window, BenchmarkVariant Variant, ImmutableArray<RatedCall> Calls, ImmutableArray<string> Lines,
    bool IsValid, bool? IsTaken, bool HasMeaning, int Proposed, int Proven, FutureEffect Effect,
    FutureEffect ProvenEffect, FutureEffect InForceEffect, double Seconds, string? Fault)
{
    /// <summary>Whether the form that the variant wants was refused, and so the answer is free.</summary>
    public bool IsFormRefused => Variant.IsConstrained && Fault is null && !Calls.All(call => call.IsHeldToForm);

    /// <summary>Of all prompts and answers; null where the backend does not tell of each.</summary>
    public long? Tokens => Calls.Aggregate((long?)0, (sum, call) => sum + call.PromptTokens + call.AnswerTokens);
}

/// <summary>One call of a model.</summary>
/// <param name="Text">What it answered, without thinking.</param>
/// <param name="Lines">What of it says something as rules.</param>
/// <param name="Proven">Its rules that were proven, as iptables-save writes them.</param>
/// <param name="PromptTokens">Null where the backend does not tell; so too <paramref name="AnswerTokens"/>.</param>
public sealed record RatedCall(
    string Text, ImmutableArray<string> Lines, ImmutableArray<string> Proven, bool IsHeldToForm,
    long? PromptTokens, long? AnswerTokens);

/// <summary>A window that answers were rated in.</summary>
/// <param name="Number">From 1.</param>
/// <param name="At">Event time of its latest alert, at which a model is asked.</param>
/// <param name="Alerts">Of those that rules were wanted for.</param>
public sealed record RatedWindow(int Number, BenchmarkWindow Place, DateTime At, long Alerts);

/// <summary>How much of the traffic to come rules would block.</summary>
public readonly record struct FutureEffect(long Malicious, long MaliciousBlocked, long Benign, long BenignBlocked)
{
    public double Cbr => Malicious == 0 ? 0 : (double)MaliciousBlocked / Malicious;
    public double Wbr => Benign == 0 ? 0 : (double)BenignBlocked / Benign;

    public static FutureEffect operator +(FutureEffect one, FutureEffect other) => new(
        one.Malicious + other.Malicious, one.MaliciousBlocked + other.MaliciousBlocked,
        one.Benign + other.Benign, one.BenignBlocked + other.BenignBlocked);
}
