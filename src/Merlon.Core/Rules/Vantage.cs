using Merlon.Flows;
using Merlon.Net;

namespace Merlon.Rules;

/// <summary>Netfilter's chains in which a block can stand.</summary>
public enum Chain : byte
{
    /// <summary>A gateway's: what passes through it, both ways.</summary>
    Forward,

    /// <summary>A host's own: what is sent to it.</summary>
    Input,
}

/// <summary>Where the firewall stands, and so which packets it ever sees.</summary>
/// <param name="chain">The chain that holds the rules.</param>
/// <param name="internals">The prefixes behind it; none when nobody said.</param>
public sealed class Vantage(Chain chain, params IReadOnlyList<IpPrefix> internals)
{
    public Chain Chain => chain;

    /// <summary>
    /// Whether a flow's packets can meet the firewall: not when both ends are in one internal prefix, or, with no
    /// prefix given, in one IPv4 /24; IPv6 then always crosses. What is not IP (ARP) no IP firewall can stop.
    /// </summary>
    public bool Crosses(in FlowKey flow)
    {
        if (flow.Protocol is IpProtocol.Arp or IpProtocol.LinkLayer) return false;

        var (source, destination) = (flow.Source.Ip, flow.Destination.Ip);
        if (internals.Count == 0)
            return !source.IsV4 || !destination.IsV4 || source.V4Bits >> 8 != destination.V4Bits >> 8;

        foreach (var prefix in internals)
        {
            if (prefix.Contains(source) && prefix.Contains(destination)) return false;
        }

        return true;
    }

    /// <summary>Whether the chain sees packets to this address. A host's INPUT sees only what is sent to it.</summary>
    public bool SeesPacketsTo(Ip address) => chain is Chain.Forward || internals.Count == 0 || IsInternal(address);

    bool IsInternal(Ip address)
    {
        foreach (var prefix in internals)
        {
            if (prefix.Contains(address)) return true;
        }

        return false;
    }
}
