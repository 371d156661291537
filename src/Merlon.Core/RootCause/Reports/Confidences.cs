using Merlon.RootCause.Causes;
using Merlon.RootCause.Chains;

namespace Merlon.RootCause.Reports;

/// <summary>
/// How sure a cause is, by a rule that is printed with it. High: two signs or a detection system's alert, and at least
/// three legitimate sessions that the change keeps. Low: the only sign are refusals before, where a host went
/// afterwards, or that the rules were not to let it pass. Medium: all else. A cause whose counterfactual does not hold
/// is none, however many signs there are.
/// </summary>
static class Confidences
{
    const int LeastLegitimate = 3;

    public static (string Confidence, string Why) Of(Cause cause)
    {
        var signs = cause.Steps.SelectMany(step => step.Signs).Select(sign => sign.Kind).Distinct().ToList();
        var kept = cause.Legitimate;
        if (cause.Steps.All(step => step.IsGuess)) return ("low", signs.Contains(SignKind.Probed)
            ? "the only sign of an attack are refusals before it"
            : signs.Contains(SignKind.AgainstIntent) ? "the only sign is that the rules were not to let it pass"
            : "the only sign of an attack is where the host went afterwards");
        if (signs.Count < 2 && !signs.Contains(SignKind.Alerted)) return ("medium", "one sign of an attack alone");
        return kept < LeastLegitimate
            ? ("medium", kept == 0
                ? "the attack is sure, and no legitimate use was logged to hold the change against"
                : "the attack is sure, and little legitimate use was logged to hold the change against")
            : ("high", "the attack is sure, and the change keeps all legitimate use that was logged");
    }
}
