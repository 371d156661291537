using Merlon.Packets;

namespace Merlon.Flows.Captured;

/// <summary>
/// Takes the packets of a capture to their flows: fragments as the datagram that they make, tunnelled packets by
/// <see cref="TunnelView"/>, ICMP errors to the flow that they are about. What is of no flow is counted.
/// </summary>
public sealed class FlowAssembler(FlowTable table, TunnelView view = TunnelView.Inner)
{
    const int MostTunnels = 8;

    readonly FragmentTable _fragments = new();

    public PacketCounts Counts { get; } = new();

    /// <summary>May end flows, which the table then gives.</summary>
    public void Add(scoped in CapturedPacket packet) => Add(PacketHeaders.Read(packet), packet.At);

    /// <inheritdoc cref="Add(in CapturedPacket)"/>
    public void Add(scoped in PacketHeaders headers, DateTime at)
    {
        Counts.Note(headers);
        if (headers.IsIp) Join(headers, at, tunnels: 0);
    }

    /// <returns>Whether it is of a flow, or may come to be when its datagram is whole.</returns>
    bool Join(scoped in PacketHeaders packet, DateTime at, int tunnels)
    {
        if (packet.Fragment is null) return JoinWhole(packet, at, tunnels);

        Counts.Fragments++;
        var fate = _fragments.Add(packet, at, out var datagram, out var pieces);
        if (pieces > 1) Counts.Joined++;
        return fate is FragmentFate.Whole ? JoinWhole(datagram, at, tunnels) : fate is FragmentFate.Waits;
    }

    bool JoinWhole(scoped in PacketHeaders packet, DateTime at, int tunnels)
    {
        if (view is not TunnelView.Outer && tunnels < MostTunnels && packet.TryReadInner(out var inner)
            && JoinInner(inner, at, tunnels + 1) && view is TunnelView.Inner)
            return true;

        var isAdded = (packet.TryReadCause(out var cause) && table.TryAddError(packet, cause, at, tunnels))
            || table.TryAdd(packet, at, tunnels);
        if (isAdded) Counts.InFlows++;
        return isAdded;
    }

    // What is broken inside, or is not IP, leaves the packet to the flow of the tunnel.
    bool JoinInner(scoped in PacketHeaders inner, DateTime at, int tunnels)
    {
        Counts.NoteBroken(inner.Fault);
        if (!inner.IsIp || !Join(inner, at, tunnels)) return false;

        Counts.Tunnelled++;
        return true;
    }
}
