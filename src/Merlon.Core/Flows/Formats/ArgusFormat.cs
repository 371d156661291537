using Merlon.Net;

namespace Merlon.Flows.Formats;

/// <summary>
/// Argus binetflow as the CTU-13 family ships it: <c>StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,…</c>.
/// Packets are counted for both ways together and shared out by bytes; ICMP's "ports" are its type and id.
/// </summary>
/// <remarks>
/// https://openargus.org, ra(1), field <c>dir</c>: an arrow to the left says that the destination began.
/// </remarks>
public sealed class ArgusFormat(TimeSpan utcOffset) : TableFormat
{
    public override string Name => "argus";

    protected override string TimeExpected => "a time such as 2013/12/17 22:09:19.500617";

    protected override Column ColumnNamed(string name) => name switch
    {
        "starttime" or "stime" => Column.FirstSeen,
        "dur" => Column.Duration,
        "proto" => Column.Protocol,
        "srcaddr" or "saddr" => Column.SourceIp,
        "sport" => Column.SourcePort,
        "dir" => Column.Direction,
        "dstaddr" or "daddr" => Column.DestinationIp,
        "dport" => Column.DestinationPort,
        "totpkts" or "pkts" => Column.Packets,
        "totbytes" or "bytes" => Column.Bytes,
        "srcbytes" or "sbytes" => Column.ForwardBytes,
        "dstbytes" or "dbytes" => Column.BackwardBytes,
        "srcpkts" or "spkts" => Column.ForwardPackets,
        "dstpkts" or "dpkts" => Column.BackwardPackets,
        "label" => Column.Label,
        "state" => Column.State,
        _ => Column.Ignored,
    };

    protected override bool TryReadTime(ReadOnlySpan<byte> cell, out DateTime time) =>
        Timestamps.TryReadYearFirst(cell, utcOffset, out time, out _) || Timestamps.TryReadEpoch(cell, out time);

    protected override Answer ReadAnswer(ReadOnlySpan<byte> state, IpProtocol protocol) =>
        protocol is IpProtocol.Tcp ? Answers.OfArgus(state) : Answer.Untold;

    protected override bool IsReversed(ReadOnlySpan<byte> record) =>
        Cell(record, Column.Direction).SequenceEqual("<-"u8);
}
