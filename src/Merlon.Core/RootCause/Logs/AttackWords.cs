using System.Text.RegularExpressions;

namespace Merlon.RootCause.Logs;

/// <summary>Words by which firewalls and detection systems name what only an attack has.</summary>
static partial class AttackWords
{
    public static bool Has(string? text) => text is not null && Known().IsMatch(text);

    [GeneratedRegex(@"(?<![\w:.-])(?:malware|trojan|botnet|backdoor|reverse shell|command and control|c2\b(?! *:)|cnc\b"
        + @"|beacon|exploit|ransom|worms?\b|web ?shell|exfil|coinminer|mimikatz|cobalt strike|metasploit|meterpreter"
        + @"|phishing|virus|malicious|intrusion|attack|brute.?force|suspicious (?:payload|content|file)"
        + @"|(?:sql|command|code) injection)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 500)]
    private static partial Regex Known();
}
