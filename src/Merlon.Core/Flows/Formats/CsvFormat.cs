using Merlon.Net;

namespace Merlon.Flows.Formats;

/// <summary>
/// Any table whose columns have names: what an anomaly NIDS writes (<c>timestamp, src ip, src port, dst ip, dst
/// port, protocol, score, label</c>), what a SIEM exports, what <see cref="CsvWriter"/> writes. Names are compared by
/// their letters and digits alone.
/// </summary>
public sealed class CsvFormat(byte separator, TimeSpan utcOffset) : TableFormat
{
    bool _isSeparatorSet;

    public override string Name => "csv";

    protected override string TimeExpected => "a time (2026-01-31 12:00:00, or seconds since 1970)";

    protected override Column ColumnNamed(string name) => Named(name);

    /// <summary>Whether a header line names the columns that a flow needs.</summary>
    public static bool IsHeader(IEnumerable<string> names)
    {
        var columns = names.Select(Named).ToHashSet();
        return columns.IsSupersetOf([Column.FirstSeen, Column.SourceIp, Column.DestinationIp, Column.Protocol]);
    }

    public override Parsed Read(ReadOnlySpan<byte> record, ref Observation observation, out Fault fault)
    {
        if (!_isSeparatorSet) Separator = separator;
        _isSeparatorSet = true;
        return base.Read(record, ref observation, out fault);
    }

    protected override bool TryReadTime(ReadOnlySpan<byte> cell, out DateTime time)
    {
        if (Timestamps.TryReadEpochOfAnyUnit(cell, out time)) return true;
        if (!Timestamps.TryReadYearFirst(cell, utcOffset, out time, out var hasOffset)) return false;

        if (!hasOffset) Note(FlowFormats.NoOffset);
        return true;
    }

    protected override Answer ReadAnswer(ReadOnlySpan<byte> state, IpProtocol protocol) => Answers.OfWord(state);

    static Column Named(string name) => name switch
    {
        "timestamp" or "ts" or "time" or "starttime" or "start" or "firstseen" or "first" or "date" or "datetime"
            or "stime" or "flowstart" => Column.FirstSeen,
        "lastseen" or "last" or "end" or "endtime" or "ltime" or "flowend" => Column.LastSeen,
        "duration" or "dur" => Column.Duration,
        "protocol" or "proto" or "ipproto" or "protocoltype" => Column.Protocol,
        "srcip" or "sourceip" or "src" or "source" or "srcaddr" or "sourceaddress" or "saddr" or "idorigh"
            => Column.SourceIp,
        "srcport" or "sourceport" or "sport" or "spt" or "idorigp" => Column.SourcePort,
        "dstip" or "destip" or "destinationip" or "dst" or "destination" or "dstaddr" or "destinationaddress" or "daddr"
            or "idresph" => Column.DestinationIp,
        "dstport" or "destport" or "destinationport" or "dport" or "dsport" or "dpt" or "idrespp"
            => Column.DestinationPort,
        "srcpackets" or "srcpkts" or "forwardpackets" or "fwdpackets" or "spkts" or "origpkts" or "pktstoserver"
            => Column.ForwardPackets,
        "dstpackets" or "dstpkts" or "backwardpackets" or "bwdpackets" or "dpkts" or "resppkts" or "pktstoclient"
            => Column.BackwardPackets,
        "packets" or "pkts" or "totpkts" or "totalpackets" => Column.Packets,
        "srcbytes" or "forwardbytes" or "fwdbytes" or "sbytes" or "origbytes" or "bytestoserver" => Column.ForwardBytes,
        "dstbytes" or "backwardbytes" or "bwdbytes" or "dbytes" or "respbytes" or "bytestoclient"
            => Column.BackwardBytes,
        "bytes" or "totbytes" or "totalbytes" => Column.Bytes,
        "label" or "class" or "verdict" or "ismalicious" or "malicious" => Column.Label,
        "attack" or "attackcat" or "attacktype" or "category" or "type" or "detailedlabel" => Column.Attack,
        "answer" => Column.State,
        "eventtype" => Column.Event,
        "score" or "anomalyscore" or "rmse" => Column.Score,
        _ => Column.Ignored,
    };
}
