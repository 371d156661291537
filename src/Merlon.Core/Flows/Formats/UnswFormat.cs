namespace Merlon.Flows.Formats;

/// <summary>
/// UNSW-NB15: the four original files, which have 49 columns and no header, and copies that have one. Its training
/// and testing sets leave out addresses and time, so nothing can be done with them here.
/// </summary>
/// <remarks>Moustafa and Slay, "UNSW-NB15", MilCIS 2015; column list in its NUSW-NB15_features.csv.</remarks>
public sealed class UnswFormat : TableFormat
{
    static readonly string[] OriginalColumns =
        ("srcip sport dstip dsport proto state dur sbytes dbytes sttl dttl sloss dloss service sload dload spkts dpkts "
        + "swin dwin stcpb dtcpb smeansz dmeansz trans_depth res_bdy_len sjit djit stime ltime sintpkt dintpkt tcprtt "
        + "synack ackdat is_sm_ips_ports ct_state_ttl ct_flw_http_mthd is_ftp_login ct_ftp_cmd ct_srv_src ct_srv_dst "
        + "ct_dst_ltm ct_src_ltm ct_src_dport_ltm ct_dst_sport_ltm ct_dst_src_ltm attack_cat label").Split(' ');

    public override string Name => "unsw-nb15";

    protected override string TimeExpected => "a time in seconds since 1970";

    protected override Column ColumnNamed(string name) => name switch
    {
        "stime" => Column.FirstSeen,
        "ltime" => Column.LastSeen,
        "dur" => Column.Duration,
        "proto" => Column.Protocol,
        "srcip" => Column.SourceIp,
        "sport" => Column.SourcePort,
        "dstip" => Column.DestinationIp,
        "dsport" => Column.DestinationPort,
        "spkts" => Column.ForwardPackets,
        "dpkts" => Column.BackwardPackets,
        "sbytes" => Column.ForwardBytes,
        "dbytes" => Column.BackwardBytes,
        "attackcat" => Column.Attack,
        "label" => Column.Label,
        _ => Column.Ignored,
    };

    public override Parsed Read(ReadOnlySpan<byte> record, ref Observation observation, out Fault fault)
    {
        // A first cell that begins with a digit is an address: there is no header.
        var first = record.TrimStart("\uFEFF"u8);
        if (Width == 0 && first is [>= (byte)'0' and <= (byte)'9', ..])
        {
            SetColumns(OriginalColumns, out _);
            record = first;
        }

        return base.Read(record, ref observation, out fault);
    }

    protected override bool TryReadTime(ReadOnlySpan<byte> cell, out DateTime time) =>
        Timestamps.TryReadEpoch(cell, out time);

    protected override Label ReadLabel(ReadOnlySpan<byte> record, out string? attack)
    {
        var label = base.ReadLabel(record, out attack);
        if (attack is "Backdoors") attack = "Backdoor";   // spelled both ways in the original files
        return label;
    }
}
