using Merlon.RootCause.Chains;

namespace Merlon.RootCause.Reports;

/// <summary>A technique of ATT&amp;CK that the lines of a step show, and by what rule.</summary>
public sealed record ShownTechnique(string Id, string Name, string Why)
{
    /// <summary>The version of ATT&amp;CK for enterprises that ids and names are of.</summary>
    public const string Version = "18.1";

    public static IEnumerable<ShownTechnique> In(IEnumerable<TimelineEntry> timeline, IReadOnlyList<AttackStep> steps)
    {
        var phases = timeline.Select(entry => entry.Phase).ToHashSet();
        var scan = timeline.Any(entry => entry.Phase is "probe"
            && (entry.Claim.Text.Contains("scan", StringComparison.OrdinalIgnoreCase) || PortsIn(entry) > 1));
        if (scan)
            yield return new("T1046", "Network Service Discovery", "refused at several services");
        if (steps.Any(step => step.Find(SignKind.Guessed) is not null))
            yield return new("T1110", "Brute Force", "many logins failed");
        if (steps.Any(step => step.GuessedIn is not null))
            yield return new("T1078", "Valid Accounts", "a login worked after them");
        if (phases.Contains("flood"))
            yield return new("T1499", "Endpoint Denial of Service", "asked far more often than all others");
        if (phases.Contains("lateral"))
            yield return new("T1021", "Remote Services", "went on from a host that was hit");
        if (phases.Contains("outbound") && phases.Contains("transfer"))
            yield return new("T1041", "Exfiltration Over C2 Channel", "a host that was hit called out");
    }

    static int PortsIn(TimelineEntry entry) => entry.Claim.Evidence.OfType<Assertion.Tells>()
        .Where(tells => tells.Field is EventField.DestinationPort).Select(tells => tells.Value).Distinct().Count();
}
