using System.Text;
using Merlon.Net;

namespace Merlon.Rules.Nftables;

/// <summary>The addresses of a run of rules as a named set (nft(8), SETS).</summary>
/// <param name="Timeout">After so long each element leaves by itself; null when they stay.</param>
public sealed record AddressSet(string Name, AddressRun Run, IpFamily Family, TimeSpan? Timeout)
{
    /// <summary>The condition of a rule that looks a packet's address up.</summary>
    public string Lookup =>
        $"{(Family is IpFamily.V4 ? "ip" : "ip6")} {(Run.Differing is Field.Source ? "saddr" : "daddr")} @{Name}";

    /// <summary>The set with its elements, each below the reasons for it.</summary>
    public string Text
    {
        get
        {
            var elements = Run.Elements.ToList();
            var text = new StringBuilder($"  set {Name} {{\n");
            text.Append($"    type {(Family is IpFamily.V4 ? "ipv4_addr" : "ipv6_addr")}\n");
            AppendFlags(text, elements.Exists(element => !IsHost(element.Key)));
            text.Append("    elements = {\n");
            foreach (var element in elements)
            {
                foreach (var remark in element.Select(rule => rule.Remark).Where(remark => remark != ""))
                    text.Append("      ").Append(remark);
                text.Append($"      {Print(element.Key)},\n");
            }

            return text.Append("    }\n  }\n").ToString();
        }
    }

    void AppendFlags(StringBuilder text, bool hasPrefixes)
    {
        var flags = string.Join(
            ", ", new[] { hasPrefixes ? "interval" : null, Timeout is null ? null : "timeout" }.OfType<string>());
        if (flags != "") text.Append($"    flags {flags}\n");
        if (Timeout is { } timeout) text.Append($"    timeout {Math.Ceiling(timeout.TotalSeconds):0}s\n");
    }

    bool IsHost(AddressMask address) => address.Length == Family.Bits;

    // Without intervals, nft takes no prefix, not even one of a single address.
    string Print(AddressMask address) => IsHost(address) ? $"{address}".Split('/')[0] : $"{address}";
}
