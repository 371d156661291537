namespace Merlon.Flows.Formats;

/// <summary>
/// TON-IoT, Train_Test_Network: <c>ts,src_ip,src_port,dst_ip,dst_port,proto,…,label,type</c>. A published variant
/// has no <c>ts</c>; then the row's number stands in for its time, in seconds, and the notes say so.
/// </summary>
/// <remarks>Moustafa, "TON_IoT datasets", UNSW 2019; its flows were made with Zeek.</remarks>
public sealed class TonIotFormat : TableFormat
{
    const string NoTime = "there is no ts column: the row's number stands in for its time, in seconds";

    long _row;

    public override string Name => "ton-iot";

    protected override string TimeExpected => "a time in seconds since 1970";

    protected override ReadOnlySpan<Column> Required => [Column.Protocol, Column.SourceIp, Column.DestinationIp];

    protected override Column ColumnNamed(string name) => name switch
    {
        "ts" => Column.FirstSeen,
        "duration" => Column.Duration,
        "proto" => Column.Protocol,
        "srcip" => Column.SourceIp,
        "srcport" => Column.SourcePort,
        "dstip" => Column.DestinationIp,
        "dstport" => Column.DestinationPort,
        "srcpkts" => Column.ForwardPackets,
        "dstpkts" => Column.BackwardPackets,
        "srcipbytes" => Column.ForwardBytes,
        "dstipbytes" => Column.BackwardBytes,
        "label" => Column.Label,
        "type" => Column.Attack,
        "connstate" => Column.State,
        _ => Column.Ignored,
    };

    public override Parsed Read(ReadOnlySpan<byte> record, ref Observation observation, out Fault fault)
    {
        if (Width > 0) _row++;
        return base.Read(record, ref observation, out fault);
    }

    protected override bool TryReadTime(ReadOnlySpan<byte> cell, out DateTime time)
    {
        if (Has(Column.FirstSeen)) return Timestamps.TryReadEpochOfAnyUnit(cell, out time);

        Note(NoTime);
        time = DateTime.UnixEpoch.AddSeconds(_row);
        return true;
    }
}
