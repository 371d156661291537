using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary><c>all|any|only TYPE[:FLAGS],...</c>: chunks of an SCTP packet, upper-case flags set.</summary>
sealed class SctpChunkSyntax : ValueSyntax<string>
{
    // By number, which is the order of printing; with the flags that they have.
    static readonly ImmutableArray<(string Name, string Flags)> Types =
    [
        ("DATA", "IUBE"), ("INIT", ""), ("INIT_ACK", ""), ("SACK", ""), ("HEARTBEAT", ""), ("HEARTBEAT_ACK", ""),
        ("ABORT", "T"), ("SHUTDOWN", ""), ("SHUTDOWN_ACK", ""), ("ERROR", ""), ("COOKIE_ECHO", ""), ("COOKIE_ACK", ""),
        ("ECN_ECNE", ""), ("ECN_CWR", ""), ("SHUTDOWN_COMPLETE", "T"), ("I_DATA", "IUBE"), ("ASCONF_ACK", ""),
        ("RE_CONFIG", ""), ("PAD", ""), ("FORWARD_TSN", ""), ("ASCONF", ""), ("I_FORWARD_TSN", ""),
    ];

    public override int Words => 2;

    public override bool TryRead(ReadOnlySpan<Word> words, IpFamily family, out string value, out Problem problem)
    {
        var how = words[0].Text.ToLowerInvariant();
        (value, problem) = ("", default);
        if (how is not ("all" or "any" or "only"))
        {
            problem = new($"'{words[0].Text}' does not say which", "all, any or only");
            return false;
        }

        var chunks = new SortedDictionary<int, string>();
        foreach (var chunk in words[1].Text.Split(','))
        {
            if (words[1].Text is "ALL" or "NONE") break;
            if (TryReadChunk(chunk, chunks)) continue;
            problem = Nearest.Problem($"there is no chunk '{chunk}'", chunk, Types.Select(type => type.Name));
            return false;
        }

        var listed = string.Join(',', chunks.Select(chunk => Types[chunk.Key].Name + chunk.Value));
        value = $"{how} {(chunks.Count == 0 ? words[1].Text : listed)}";
        return true;
    }

    public override ImmutableArray<string> Print(string value) => [value];

    static bool TryReadChunk(string text, SortedDictionary<int, string> chunks)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? text : text[..colon];
        var flags = colon < 0 ? "" : text[colon..];
        var place = Types.Select(type => type.Name).ToList().IndexOf(name.ToUpperInvariant());
        if (place < 0 || !flags.Skip(1).All(flag => Types[place].Flags.Contains(char.ToUpperInvariant(flag))))
            return false;

        chunks[place] = flags;
        return true;
    }
}
