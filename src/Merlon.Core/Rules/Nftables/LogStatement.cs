namespace Merlon.Rules.Nftables;

/// <summary>LOG and NFLOG in the words of nft(8), LOG STATEMENT.</summary>
static class LogStatement
{
    static readonly string[] Levels = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"];

    public static string Log(ExtensionUse use)
    {
        var words = new List<string> { "log" };
        foreach (var option in use.Options)
        {
            words.Add(option.Name switch
            {
                "--log-prefix" => $"prefix {Quoted(option.Words[0])}",
                "--log-level" => $"level {Levels[option.Words[0][0] - '0']}",
                "--log-tcp-sequence" => "flags tcp sequence",
                "--log-tcp-options" => "flags tcp options",
                "--log-ip-options" => "flags ip options",
                "--log-uid" => "flags skuid",
                _ => "flags ether",
            });
        }

        return string.Join(' ', words);
    }

    public static string NfLog(ExtensionUse use)
    {
        var words = new List<string> { "log" };
        var group = "0";
        foreach (var option in use.Options)
        {
            switch (option.Name)
            {
                case "--nflog-prefix":
                    words.Add($"prefix {Quoted(option.Words[0])}");
                    break;
                case "--nflog-group":
                    group = option.Words[0];
                    break;
                case "--nflog-threshold":
                    words.Add($"queue-threshold {option.Words[0]}");
                    break;
                default:
                    words.Add($"snaplen {option.Words[0]}");
                    break;
            }
        }

        words.Insert(1, $"group {group}");
        return string.Join(' ', words);
    }

    // nft has no escapes within quotes.
    static string Quoted(string word)
    {
        var text = word is ['"', .., '"'] ? word[1..^1].Replace("\\", "", StringComparison.Ordinal) : word;
        return $"\"{text.Replace('"', '\'')}\"";
    }
}
