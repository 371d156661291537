using Merlon.Net;

namespace Merlon.Flows.Captured;

/// <summary>What a flow table should do, in the fewest words: every flow is looked at for every packet.</summary>
sealed class NaiveFlows(FlowTimeouts timeouts)
{
    readonly List<Known> _flows = [];

    public IEnumerable<string> Lines => _flows.Select(flow => flow.ToString()).Order();

    public void Add(string source, string destination, bool isTcp, byte flags, int length, double at)
    {
        var flow = _flows.LastOrDefault(flow => flow.Is(source, destination, isTcp));
        if (flow is null || IsOver(flow, flags, at))
        {
            flow = new() { Source = source, Destination = destination, IsTcp = isTcp, First = at, Last = at };
            _flows.Add(flow);
        }

        var isForward = flow.Source == source;
        flow.Last = Math.Max(flow.Last, at);
        if (isForward)
        {
            flow.Forward = new(flow.Forward.Packets + 1, flow.Forward.Bytes + length);
            flow.ForwardFlags |= flags;
        }
        else
        {
            flow.Backward = new(flow.Backward.Packets + 1, flow.Backward.Bytes + length);
            flow.BackwardFlags |= flags;
        }
    }

    bool IsOver(Known flow, byte flags, double at)
    {
        var idle = timeouts.IdleOf(flow.IsTcp ? IpProtocol.Tcp : IpProtocol.Udp, flow.State);
        return at - flow.Last > idle.TotalSeconds || at - flow.First > timeouts.Active.TotalSeconds
            || (flow.State is FlowState.Closed && (flags & 0x17) == Wire.Syn);
    }

    sealed class Known
    {
        public required string Source { get; init; }
        public required string Destination { get; init; }
        public required bool IsTcp { get; init; }
        public required double First { get; init; }
        public double Last { get; set; }
        public Traffic Forward { get; set; }
        public Traffic Backward { get; set; }
        public byte ForwardFlags { get; set; }
        public byte BackwardFlags { get; set; }

        public FlowState State =>
            !IsTcp ? Backward.Packets > 0 ? FlowState.Established : FlowState.New
            : ((ForwardFlags | BackwardFlags) & Wire.Rst) != 0 || (ForwardFlags & BackwardFlags & Wire.Fin) != 0
                ? FlowState.Closed
            : (ForwardFlags & BackwardFlags & Wire.Ack) != 0 ? FlowState.Established
            : FlowState.New;

        public bool Is(string source, string destination, bool isTcp) => IsTcp == isTcp
            && ((Source, Destination) == (source, destination) || (Destination, Source) == (source, destination));

        public override string ToString() =>
            $"{(IsTcp ? "tcp" : "udp")} {Source} > {Destination}, {Forward}, {Backward}, {First:0} to {Last:0}";
    }
}
