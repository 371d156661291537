namespace Merlon.Evaluation.Certificates;

/// <summary>One claim of a certificate, held against what was found.</summary>
/// <param name="Rule">Of which it is claimed, from 1; null of all together.</param>
public sealed record ClaimCheck(string Claim, long? Rule, string Claimed, string Found, bool Holds);
