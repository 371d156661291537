namespace Merlon.RootCause.Logs;

/// <summary>Words by which firewalls and detection systems name what only an attack has.</summary>
static class AttackWords
{
    static readonly string[] Known =
    [
        "malware", "trojan", "botnet", "backdoor", "reverse shell", "command and control", "c2 ", "cnc", "beacon",
        "exploit",
        "ransom", "worm", "webshell", "web shell", "exfil", "coinminer", "mimikatz",
        "cobalt strike",
        "metasploit", "meterpreter", "phishing", "virus", "injection",
    ];

    public static bool Has(string? text) =>
        text is not null && Array.Exists(Known, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
