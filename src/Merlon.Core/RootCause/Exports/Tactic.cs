using Merlon.RootCause.Reports;

namespace Merlon.RootCause.Exports;

/// <summary>What an attacker wants by a technique, as ATT&amp;CK has it.</summary>
sealed record Tactic(string Id, string Name)
{
    /// <summary>As kill chains name it.</summary>
    public string Phase => Name.ToLowerInvariant().Replace(' ', '-');

    /// <summary>
    /// Of several that ATT&amp;CK knows, the one by which a report shows the technique; null for a technique that no
    /// report shows.
    /// </summary>
    public static Tactic? Of(ShownTechnique technique) => technique.Id switch
    {
        "T1046" => new("TA0007", "Discovery"),
        "T1110" => new("TA0006", "Credential Access"),
        "T1078" => new("TA0001", "Initial Access"),   // a login from outside worked
        "T1499" => new("TA0040", "Impact"),
        "T1021" => new("TA0008", "Lateral Movement"),
        "T1041" => new("TA0010", "Exfiltration"),
        _ => null,
    };
}
