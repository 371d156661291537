using System.Globalization;
using Merlon.Packets;

namespace Merlon.Flows.Captured;

/// <summary>Packets put together to flows, and those told in a line each, as they end.</summary>
sealed class Assembly
{
    readonly FlowAssembler _assembler;
    readonly List<CapturedFlow> _ended = [];

    public Assembly(
        FlowTimeouts? timeouts = null, int capacity = FlowTable.DefaultCapacity, bool byVlan = true,
        TunnelView view = TunnelView.Inner)
    {
        Table = new(timeouts ?? FlowTimeouts.Standard, capacity, byVlan);
        _assembler = new(Table, view);
    }

    public FlowTable Table { get; }

    public PacketCounts Counts => _assembler.Counts;

    public Assembly Add(byte[] packet, double seconds = 0, LinkType link = LinkType.Raw)
    {
        _assembler.Add(Wire.Seen(packet, seconds, link));
        Take();
        return this;
    }

    /// <summary>Those that have ended by what came so far.</summary>
    public IReadOnlyList<CapturedFlow> Ended()
    {
        Table.Flush();
        Take();
        return _ended;
    }

    /// <summary>All of them, the capture being at its end.</summary>
    public IReadOnlyList<CapturedFlow> All()
    {
        Table.End();
        Take();
        return _ended;
    }

    public IEnumerable<string> Lines() => All().OrderBy(flow => flow.FirstSeen).Select(Line);

    public static string Line(CapturedFlow flow)
    {
        var (forward, backward) = (flow.Forward.Traffic, flow.Backward.Traffic);
        var seconds = (flow.LastSeen - flow.FirstSeen).TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return $"{flow.Key}, {forward.Packets}/{forward.Bytes} {backward.Packets}/{backward.Bytes}, {seconds} s, "
            + $"{flow.State}, {flow.End}";
    }

    void Take()
    {
        while (Table.TryTake(out var flow)) _ended.Add(flow);
    }
}
