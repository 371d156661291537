using System.Text;
using Merlon.Net;

namespace Merlon.Rules;

/// <summary>A rule, and the line that tells why it is there.</summary>
public readonly record struct ExplainedRule(DropRule Rule, string Reason);

/// <summary>
/// A rule set as iptables-save would print it. No policy is set, so that loading it with <c>--noflush</c> changes
/// nothing but what it adds. Where both families occur, each line says which it is for, and the same text loads
/// with iptables-restore and ip6tables-restore (iptables(8), -4 and -6).
/// </summary>
public static class IptablesSave
{
    public static string Write(Hook hook, IReadOnlyCollection<ExplainedRule> rules)
    {
        var (hasV4, hasV6) = (rules.Any(rule => IsV4(rule.Rule)), rules.Any(rule => !IsV4(rule.Rule)));
        var isMixed = hasV4 && hasV6;
        var text = new StringBuilder();
        text.Append(hasV6 && !hasV4 ? "# ip6tables-restore --noflush" : "# iptables-restore --noflush");
        text.AppendLine(isMixed ? ", then ip6tables-restore --noflush" : "");
        text.AppendLine("*filter");
        foreach (var (rule, reason) in rules)
        {
            text.Append("# ").AppendLine(reason);
            text.AppendLine(Line(hook, rule, isMixed));
        }

        return text.AppendLine("COMMIT").ToString();
    }

    /// <summary>One rule, as a line of iptables-save.</summary>
    public static string Line(Hook hook, in DropRule rule, bool sayFamily = false)
    {
        var line = new StringBuilder($"-A {(hook is Hook.Forward ? "FORWARD" : "INPUT")}");
        if (sayFamily) line.Append(IsV4(rule) ? " -4" : " -6");
        if (rule.Source is { } source) line.Append($" -s {IpPrefix.Host(source)}");
        if (rule.Destination is { } destination) line.Append($" -d {IpPrefix.Host(destination)}");
        if (rule.Protocol is { } protocol) line.Append($" -p {NameOf(protocol)}");
        if (rule.HasPorts) line.Append($" -m {rule.Protocol!.Value.Name}");
        if (rule.SourcePort is { } sourcePort) line.Append($" --sport {sourcePort}");
        if (rule.DestinationPort is { } destinationPort) line.Append($" --dport {destinationPort}");
        return line.Append(" -j DROP").ToString();
    }

    static bool IsV4(in DropRule rule) => rule.Anchor.IsV4;

    // The names that iptables has built in; for others it asks /etc/protocols, which may be missing.
    static string NameOf(IpProtocol protocol) =>
        protocol.Name is "tcp" or "udp" or "icmp" or "ipv6-icmp" or "sctp" or "esp" or "ah" or "udplite"
            ? protocol.Name
            : $"{(int)protocol}";
}
