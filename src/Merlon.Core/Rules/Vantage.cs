using Merlon.Flows;
using Merlon.Net;

namespace Merlon.Rules;

/// <summary>Netfilter's hooks, each with the built-in chain in which a block can stand.</summary>
public enum Hook : byte
{
    /// <summary>A gateway's: what passes through it, both ways.</summary>
    Forward,

    /// <summary>A host's own: what is sent to it.</summary>
    Input,

    /// <summary>A host's own: what it sends.</summary>
    Output,
}

public static class Hooks
{
    extension(Hook hook)
    {
        /// <summary>The name of its built-in chain.</summary>
        public string ChainName => hook switch
        {
            Hook.Forward => "FORWARD",
            Hook.Input => "INPUT",
            _ => "OUTPUT",
        };
    }
}

/// <summary>Where the firewall stands, and so which packets it ever sees.</summary>
/// <param name="hook">The hook whose chain holds the rules.</param>
/// <param name="internals">The prefixes behind it; none when nobody said.</param>
public sealed class Vantage(Hook hook, params IReadOnlyList<IpPrefix> internals)
{
    public Hook Hook => hook;

    /// <summary>The prefixes behind it; none when nobody said.</summary>
    public IReadOnlyList<IpPrefix> Internals => internals;

    /// <summary>
    /// Whether a flow's packets can meet the firewall: not when both ends are in one internal prefix, or, with no
    /// prefix given, in one IPv4 /24; IPv6 then always crosses. What is not IP (ARP) no IP firewall can stop.
    /// </summary>
    public bool Crosses(in FlowKey flow)
    {
        if (flow.Protocol is IpProtocol.Arp or IpProtocol.LinkLayer) return false;

        var (source, destination) = (flow.SourceIp, flow.DestinationIp);
        if (source.IsV4 != destination.IsV4) return false;   // no packet has such ends
        if (internals.Count == 0)
            return !source.IsV4 || !destination.IsV4 || source.V4Bits >> 8 != destination.V4Bits >> 8;

        foreach (var prefix in internals)
        {
            if (prefix.Contains(source) && prefix.Contains(destination)) return false;
        }

        return true;
    }

    /// <summary>Whether the chain sees packets to this address. A host's INPUT sees only what is sent to it.</summary>
    public bool SeesPacketsTo(Ip address) => hook is Hook.Forward || internals.Count == 0 || IsInternal(address);

    /// <summary>Whether a rule in the chain drops the flow's first packet, or its first answer.</summary>
    public bool Drops(in DropRule rule, in Flow flow) =>
        (flow.Forward.Packets > 0 && rule.Covers(flow.Key) && SeesPacketsTo(flow.Key.DestinationIp))
        || (flow.Backward.Packets > 0 && rule.CoversAnswer(flow.Key) && SeesPacketsTo(flow.Key.SourceIp));

    /// <summary>Whether some of a block is known to lie behind the firewall.</summary>
    public bool HasBehind(IpPrefix block)
    {
        foreach (var prefix in internals)
        {
            if (prefix.Overlaps(block)) return true;
        }

        return false;
    }

    bool IsInternal(Ip address)
    {
        foreach (var prefix in internals)
        {
            if (prefix.Contains(address)) return true;
        }

        return false;
    }
}
