namespace Merlon.Rules.Nftables;

/// <summary>
/// LOG and NFLOG in the words of nft(8), LOG STATEMENT; null where it has none for the prefix. The prefix comes first:
/// nft takes it for a name behind flags.
/// </summary>
static class LogStatement
{
    static readonly string[] Levels = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"];

    public static string? Log(ExtensionUse use) => Written("log", use, option => option.Name switch
    {
        "--log-prefix" => PrefixOf(option),
        "--log-level" => $"level {Levels[option.Words[0][0] - '0']}",
        "--log-tcp-sequence" => "flags tcp sequence",
        "--log-tcp-options" => "flags tcp options",
        "--log-ip-options" => "flags ip options",
        "--log-uid" => "flags skuid",
        _ => "flags ether",
    });

    public static string? NfLog(ExtensionUse use)
    {
        var group = use.Options.FirstOrDefault(option => option.Name is "--nflog-group")?.Words[0] ?? "0";
        return Written($"log group {group}", use, option => option.Name switch
        {
            "--nflog-prefix" => PrefixOf(option),
            "--nflog-group" => "",
            "--nflog-threshold" => $"queue-threshold {option.Words[0]}",
            _ => $"snaplen {option.Words[0]}",
        });
    }

    static string? Written(string statement, ExtensionUse use, Func<OptionUse, string?> write)
    {
        var words = use.Options.Select(write).ToList();
        return words.Contains(null) ? null : string.Join(' ', words.Where(word => word != "").Prepend(statement));
    }

    static string? PrefixOf(OptionUse option) =>
        NftText.Prefix(NftText.Unquoted(option.Words[0])) is { } prefix ? $"prefix {prefix}" : null;
}
