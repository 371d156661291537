using System.Text;
using Merlon.Net;

namespace Merlon.Rules;

/// <summary>A rule set as a table of its own for <c>nft -f</c>, beside whatever else the firewall holds.</summary>
/// <remarks>nft(8). The first two lines let the same file be loaded again: it replaces the table.</remarks>
public static class NftablesText
{
    public static string Write(Hook hook, IReadOnlyCollection<ExplainedRule> rules)
    {
        var name = hook is Hook.Forward ? "forward" : "input";
        var text = new StringBuilder("""
            table inet merlon
            delete table inet merlon
            table inet merlon {

            """);
        text.AppendLine($"  chain {name} {{").AppendLine($"    type filter hook {name} priority -1; policy accept;");
        foreach (var (rule, reason) in rules)
        {
            text.Append("    # ").AppendLine(reason);
            text.Append("    ").AppendLine(Line(rule));
        }

        return text.AppendLine("  }").AppendLine("}").ToString();
    }

    static string Line(in DropRule rule)
    {
        var line = new StringBuilder();
        if (rule.Source is { } source) line.Append($"{Family(source)} saddr {source} ");
        if (rule.Destination is { } destination) line.Append($"{Family(destination)} daddr {destination} ");
        if (rule.Protocol is { } protocol && !rule.HasPorts) line.Append($"meta l4proto {(int)protocol} ");
        if (rule.SourcePort is { } sourcePort) line.Append($"{rule.Protocol!.Value.Name} sport {sourcePort} ");
        if (rule.DestinationPort is { } port) line.Append($"{rule.Protocol!.Value.Name} dport {port} ");
        return line.Append("drop").ToString();
    }

    static string Family(Ip address) => address.IsV4 ? "ip" : "ip6";
}
