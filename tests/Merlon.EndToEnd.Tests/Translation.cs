using Merlon.Net;
using Merlon.Rules.Nftables;
using Merlon.Rules.Syntax;

namespace Merlon;

/// <summary>A rule of iptables, and what iptables-translate makes of it.</summary>
sealed record Translation(string Line, IpFamily Family, string Chain, string Rule, string Theirs)
{
    /// <summary>Whether it can stand in table filter, and we know all that it means.</summary>
    public bool IsModelled => Converted is { LeftOut.IsEmpty: true };

    /// <summary>How Merlon's differs; null when it does not.</summary>
    public string? Disagreement() =>
        Difference([.. Converted!.Chains.Single(chain => chain.Name == Chain).Rules.Select(rule => rule.Text)]);

    /// <summary>How other rules differ; null when they do not.</summary>
    public string? Difference(string[] others)
    {
        var loaded = Run.InOwnNetwork("nft --debug=netlink -f -", $$"""
            table {{(Family is IpFamily.V4 ? "ip" : "ip6")}} t {
              chain LONGNACCEPT { }
              chain theirs { {{Theirs}}; }
              chain ours { {{string.Join("; ", others)}}; }
            }

            """);
        if (loaded.Status != 0) return loaded.Errors;

        var (theirs, ours) = (Bytecode.RulesOf(loaded.Output, "theirs"), Bytecode.RulesOf(loaded.Output, "ours"));
        Assert.Single(theirs);
        return theirs.SequenceEqual(ours)
            ? null
            : $"{Theirs}\n{string.Join('\n', theirs)}\nand {string.Join("; ", others)}\n{string.Join('\n', ours)}";
    }

    NftablesTable? Converted => RuleSetReader.Read(Table, Family) is { IsValid: true } read
        ? NftablesWriter.Convert(Family, read.Rules.Tables[0], new(WithCounters: true))
        : null;

    // It asks conntrack, so that it meets no fragments: iptables-translate does not think of them. Nor does it think
    // of the protocol that ICMP's match must stand behind.
    string Table => $"""
        *filter
        :INPUT ACCEPT
        :FORWARD ACCEPT
        :OUTPUT ACCEPT
        :LONGNACCEPT -
        -A LONGNACCEPT -m conntrack --ctstate NEW
        -A {Chain} {(Rule.Contains("-p ", StringComparison.Ordinal) ? "" : Protocol)}{Rule}
        COMMIT

        """;

    string Protocol => Rule.Contains("-m icmp6 ", StringComparison.Ordinal) ? "-p ipv6-icmp "
        : Rule.Contains("-m icmp ", StringComparison.Ordinal) ? "-p icmp "
        : "";
}
