using Merlon.Flows.Captured;
using Merlon.Packets;

namespace Merlon.Flows;

/// <summary>
/// Reads the flows of a capture, each when it has ended, and so in the order of their ends. Broken packets are counted;
/// a capture that ends within a packet gives what came before.
/// </summary>
public sealed class CaptureFlowReader(string file, CaptureReader capture, CaptureHints hints, bool strict = false)
    : FlowReader(file)
{
    readonly FlowTable _table = new(hints.Timeouts, hints.Capacity, !hints.IgnoresVlans);
    readonly List<string> _notes = [];
    FlowAssembler? _assembler;
    bool _hasEnded;
    bool _isFinished;

    public override string Format => FlowFormats.Capture;
    public override IReadOnlyCollection<string> Notes => _notes;
    public override PacketCounts Packets => Assembler.Counts;

    FlowAssembler Assembler => _assembler ??= new(_table, hints.Tunnels);

    public override bool TryRead(out Observation observation)
    {
        observation = default;
        if (Failure is not null) return false;

        CapturedFlow flow;
        while (!_table.TryTake(out flow))
        {
            if (_hasEnded) return Finish();
            ReadOn();
            if (Failure is not null) return false;
        }

        Flows++;
        var told = flow.ToFlow();
        if (hints.Labels is { } labels) told = labels(told);
        observation = Observation.Of(told) with { Detail = hints.KeepsDetail ? new(flow) : null };
        return true;
    }

    void ReadOn()
    {
        if (capture.TryRead(out var packet))
        {
            Records++;
            var broken = Assembler.Counts.Broken;
            Assembler.Add(packet);
            HasRead?.Invoke(Records);
            Nothing = Packets.Arp + Packets.NotIp;
            if (strict && Assembler.Counts.Broken > broken) Failure = FirstBroken();
            return;
        }

        _hasEnded = true;
        _table.End();
        if (capture.Failure is null) return;
        if (capture.IsCutOff && !strict) _notes.Add($"{capture.Failure}; what came before it was read");
        else Failure = $"{File}: {capture.Failure}";
    }

    bool Finish()
    {
        if (!_isFinished && _table.Evicted > 0)
        {
            _notes.Add($"{_table.Evicted:N0} flows ended early: there were more than {hints.Capacity:N0} at a time, "
                + "and those not seen for longest made room");
        }

        _isFinished = true;
        return false;
    }

    string FirstBroken()
    {
        var (kind, _) = Packets.BrokenByKind.First();
        return $"{File}: packet {Records:N0}: expected one that is whole ({PacketFaults.InWords(kind)})";
    }
}
