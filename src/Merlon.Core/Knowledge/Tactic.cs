namespace Merlon.Knowledge;

/// <summary>What an attacker wants by a technique, as ATT&amp;CK for enterprises has it.</summary>
/// <param name="Phase">ATT&amp;CK's short name, as in <c>credential-access</c>: kill chains use it.</param>
public sealed record Tactic(string Id, string Name, string Phase)
{
    static readonly Dictionary<string, Tactic> Known = new Tactic[]
    {
        new("TA0043", "Reconnaissance", "reconnaissance"),
        new("TA0042", "Resource Development", "resource-development"),
        new("TA0001", "Initial Access", "initial-access"),
        new("TA0002", "Execution", "execution"),
        new("TA0003", "Persistence", "persistence"),
        new("TA0004", "Privilege Escalation", "privilege-escalation"),
        new("TA0005", "Defense Evasion", "defense-evasion"),
        new("TA0006", "Credential Access", "credential-access"),
        new("TA0007", "Discovery", "discovery"),
        new("TA0008", "Lateral Movement", "lateral-movement"),
        new("TA0009", "Collection", "collection"),
        new("TA0011", "Command and Control", "command-and-control"),
        new("TA0010", "Exfiltration", "exfiltration"),
        new("TA0040", "Impact", "impact"),
    }.ToDictionary(tactic => tactic.Phase);

    /// <summary>All of them, in the order in which an attack goes.</summary>
    public static IEnumerable<Tactic> All => Known.Values;

    /// <summary>Those that a technique serves, in the order in which an attack goes.</summary>
    public static IEnumerable<Tactic> Of(Technique technique) =>
        All.Where(tactic => technique.Tactics.Contains(tactic.Phase));
}
