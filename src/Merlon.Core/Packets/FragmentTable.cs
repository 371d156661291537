using Merlon.Net;

namespace Merlon.Packets;

/// <summary>
/// Puts the fragments of one family's datagrams together, as the kernel does before connection tracking looks at them
/// (nf_defrag_ipv4, nf_defrag_ipv6): in any order, repetitions left out, datagrams with overlaps dropped.
/// </summary>
/// <remarks>
/// Time is that of the capture: after thirty seconds (IPv6: a minute) a datagram is given up. Past
/// <c>capacity</c> bytes the oldest are; each piece counts for 128 more than it holds, so that their number is bounded,
/// too. That IPv4 gives one up when 64 fragments of others came from the same host (ipfrag_max_dist) is not followed.
/// </remarks>
public sealed class FragmentTable(int capacity = 4 << 20)
{
    static readonly TimeSpan V4Patience = TimeSpan.FromSeconds(30), V6Patience = TimeSpan.FromSeconds(60);

    readonly Dictionary<WaitingDatagram.Name, LinkedListNode<WaitingDatagram>> _waiting = [];
    readonly LinkedList<WaitingDatagram> _oldestFirst = [];
    long _cost;

    /// <param name="packet">IP.</param>
    /// <param name="datagram">What goes on: the packet itself, or the datagram that it completes.</param>
    /// <param name="pieces">Of which that was put together; 1 for what came in one.</param>
    public FragmentFate Add(scoped in PacketHeaders packet, DateTime at, out PacketHeaders datagram, out int pieces)
    {
        datagram = packet;
        pieces = 1;
        if (packet.Fragment is not { } fragment || IsCut(packet)) return FragmentFate.Whole;

        GiveUp(at - (packet.Family is IpFamily.V4 ? V4Patience : V6Patience));
        var node = Waiting(packet, fragment.Id, at);
        var waiting = node.Value;
        _cost -= waiting.Cost;
        var outcome = waiting.Add(packet, fragment);
        _cost += waiting.Cost;
        if (outcome is WaitingDatagram.Outcome.Waits or WaitingDatagram.Outcome.Refused)
        {
            while (_cost > capacity) Remove(_oldestFirst.First!);
            return outcome is WaitingDatagram.Outcome.Waits ? FragmentFate.Waits : FragmentFate.Refused;
        }

        Remove(node);
        if (outcome is WaitingDatagram.Outcome.LetBy) return FragmentFate.Whole;
        if (outcome is WaitingDatagram.Outcome.Ruined || waiting.ToFrame(out var length) is not { } frame)
            return FragmentFate.Refused;

        pieces = waiting.Count;
        datagram = PacketHeaders.Read(new(at, LinkType.Ethernet, length, frame));
        return FragmentFate.Whole;
    }

    // To IPv6, a first fragment that ends within its headers is none (RFC 8200, 4.5; ipv6frag_thdr_truncated).
    static bool IsCut(in PacketHeaders packet) =>
        packet is { Family: IpFamily.V6, IsLaterFragment: false } && packet.Carried < packet.Protocol switch
        {
            IpProtocol.Tcp => 20,
            IpProtocol.Udp or IpProtocol.IcmpV6 => 8,
            _ => 1,
        };

    LinkedListNode<WaitingDatagram> Waiting(in PacketHeaders packet, uint id, DateTime at)
    {
        var protocol = packet.Family is IpFamily.V4 ? packet.Protocol : default;
        var key = new WaitingDatagram.Name(packet.Source, packet.Destination, protocol, id);
        if (_waiting.TryGetValue(key, out var node)) return node;

        node = _oldestFirst.AddLast(new WaitingDatagram(key, at));
        _cost += node.Value.Cost;
        return _waiting[key] = node;
    }

    void GiveUp(DateTime olderThan)
    {
        while (_oldestFirst.First is { } oldest && oldest.Value.Since <= olderThan) Remove(oldest);
    }

    void Remove(LinkedListNode<WaitingDatagram> node)
    {
        _cost -= node.Value.Cost;
        _waiting.Remove(node.Value.Key);
        _oldestFirst.Remove(node);
    }
}
