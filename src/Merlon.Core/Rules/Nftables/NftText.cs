using System.Text;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Nftables;

/// <summary>Texts for people, within quotes. nft(8) has no escapes there.</summary>
static class NftText
{
    const int LongestComment = 128;

    /// <summary>The text of a word of iptables-save.</summary>
    public static string Unquoted(string word) => Words.Of(word) is [var first, ..] ? first.Text : "";

    /// <summary>Whether nft reads a text within quotes as it stands.</summary>
    public static bool CanHold(string text) => !text.AsSpan().ContainsAny("\"\\$\n");

    /// <summary>The prefix of a log line; null when nft cannot write it: it takes <c>$</c> for its own.</summary>
    public static string? Prefix(string text) => text.AsSpan().ContainsAny('"', '$') ? null : $"\"{text}\"";

    /// <summary>A comment, cut and changed so that nft can write it: it has no part in what rules do.</summary>
    public static string Comment(string text)
    {
        var plain = text.Replace('"', '\'');
        while (Encoding.UTF8.GetByteCount(plain) > LongestComment) plain = plain[..^1];
        return $"\"{plain}\"";
    }
}
