using Merlon.Packets;

namespace Merlon.Flows.Captured;

/// <summary>What became of the packets of a capture.</summary>
public sealed class PacketCounts
{
    readonly long[] _broken = new long[Enum.GetValues<PacketFault>().Length];

    /// <summary>All of them.</summary>
    public long Packets { get; private set; }

    public long Arp { get; private set; }

    /// <summary>Neither IP nor ARP, and not broken: spanning tree, LLDP and others.</summary>
    public long NotIp { get; private set; }

    /// <summary>Datagrams that came in one packet, or were put together, and are counted in a flow.</summary>
    public long InFlows { get; internal set; }

    /// <summary>Packets, of those in tunnels too, that were a piece of a datagram.</summary>
    public long Fragments { get; internal set; }

    /// <summary>Datagrams that were put together of such.</summary>
    public long Joined { get; internal set; }

    /// <summary>Packets that carried another through a tunnel, and count in its flow.</summary>
    public long Tunnelled { get; internal set; }

    /// <summary>Broken, or cut short by the capture; those that still tell their ends count in a flow.</summary>
    public long Broken => _broken.Sum();

    /// <summary>By kind, those that were met.</summary>
    public IEnumerable<(PacketFault Kind, long Count)> BrokenByKind =>
        from kind in Enum.GetValues<PacketFault>()
        where _broken[(int)kind] > 0
        select (kind, _broken[(int)kind]);

    /// <summary>Takes note of one, before what it carries is looked at.</summary>
    public void Note(scoped in PacketHeaders packet)
    {
        Packets++;
        NoteBroken(packet.Fault);
        if (packet.IsIp) return;
        if (packet.Protocol is Net.IpProtocol.Arp) Arp++;
        else if (packet.Fault is PacketFault.None) NotIp++;
    }

    internal void NoteBroken(PacketFault fault)
    {
        if (fault is not PacketFault.None) _broken[(int)fault]++;
    }
}
