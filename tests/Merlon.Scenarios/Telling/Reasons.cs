namespace Merlon.Scenarios.Telling;

/// <summary>How firewalls word what they did.</summary>
static class Reasons
{
    public static string Refused(Chance chance) =>
        chance.Pick(
            "Suspicious Port Scan", "Policy deny", "No matching rule", "Blocked by access list", "Connection refused");

    public static string Admitted(Chance chance) =>
        chance.Pick("Established Connection", "Connection established", "Permitted by rule", "Session start");
}
