namespace Merlon.RootCause.Reports;

/// <summary>Words by which a log itself says what it saw; nothing is concluded from others.</summary>
sealed class TechniqueWords
{
    public static readonly TechniqueWords
        Scan = new("scan", "probe", "sweep"),
        Scanner = new("vulnerability scan", "nessus", "openvas", "nikto", "nuclei", "acunetix"),
        Exploit = new("exploit", "cve-", "injection", "traversal", "log4", "shellshock", "deserial", "remote code",
            "code execution", "overflow", "ghostcat", "eternalblue", "bluekeep", "zerologon"),
        Command = new("command and control", "c2 ", "c&c", "cnc", "beacon", "cobalt strike", "meterpreter",
            "reverse shell"),
        Tunnel = new("tunnel"),
        Mining = new("coinminer", "cryptomin", "coin miner", "stratum"),
        Stuffing = new("credential stuffing", "leaked credential"),
        Amplified = new("amplification", "reflection"),
        SynFlood = new("syn flood", "synflood", "syn-flood"),
        Flood = new("flood", "amplification", "reflection", "denial of service");

    readonly string[] _words;

    TechniqueWords(params string[] words) => _words = words;

    public bool In(string? text) =>
        text is not null && Array.Exists(_words, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
