using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary><c>all|any|only TYPE[:FLAGS],...</c>: chunks of an SCTP packet, upper-case flags set.</summary>
sealed class SctpChunkSyntax : ValueSyntax<string>
{
    static readonly ImmutableArray<string> Types =
    [
        "DATA", "INIT", "INIT_ACK", "SACK", "HEARTBEAT", "HEARTBEAT_ACK", "ABORT", "SHUTDOWN", "SHUTDOWN_ACK", "ERROR",
        "COOKIE_ECHO", "COOKIE_ACK", "ECN_ECNE", "ECN_CWR", "SHUTDOWN_COMPLETE", "I_DATA", "RE_CONFIG", "PAD", "ASCONF",
        "ASCONF_ACK", "FORWARD_TSN", "I_FORWARD_TSN",
    ];

    public override int Words => 2;

    public override bool TryRead(ReadOnlySpan<Word> words, IpFamily family, out string value, out Problem problem)
    {
        var how = words[0].Text.ToLowerInvariant();
        value = $"{how} {words[1].Text}";
        problem = default;
        if (how is not ("all" or "any" or "only"))
        {
            problem = new($"'{words[0].Text}' does not say which", "all, any or only");
            return false;
        }

        if (words[1].Text is "ALL" or "NONE") return true;
        foreach (var chunk in words[1].Text.Split(','))
        {
            var parts = chunk.Split(':');
            if (Types.Contains(parts[0].ToUpperInvariant()) && parts.Length <= 2) continue;
            problem = Nearest.Problem($"there is no chunk '{chunk}'", parts[0], Types);
            return false;
        }

        return true;
    }

    public override ImmutableArray<string> Print(string value) => [value];
}
