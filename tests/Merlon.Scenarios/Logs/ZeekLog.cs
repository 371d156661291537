namespace Merlon.Scenarios.Logs;

/// <summary>Zeek's conn.log: what was refused is an attempt without an answer.</summary>
sealed class ZeekLog() : LogFormat(
    "conn.log", [.. Connections, OccurrenceKind.Transfer])
{
    public override IEnumerable<string> Head =>
    [
        "#separator \\x09", "#set_separator\t,", "#empty_field\t(empty)", "#unset_field\t-", "#path\tconn",
        "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes"
            + "\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts"
            + "\torig_ip_bytes\tresp_pkts\tresp_ip_bytes",
        "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring\tbool\tbool\tcount"
            + "\tstring\tcount\tcount\tcount\tcount",
    ];

    public override bool TellsWholeFlows => true;

    public override string Line(Occurrence what)
    {
        var (destination, port) = what.Translated ?? (what.Destination, what.DestinationPort);
        var refused = what.Kind == OccurrenceKind.Refused;
        var (sent, back) = refused ? ("-", "-") : ($"{what.BytesOut}", $"{what.BytesIn}");
        var seconds = (decimal)(what.At - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        return string.Join('\t', $"{seconds:0.000000}", $"C{what.At.Ticks % 99991:x}{what.SourcePort:x}", what.Source,
            what.SourcePort, destination, port, what.Protocol, "-", refused ? "-" : "1.204511", sent, back,
            refused ? "S0" : "SF", "-", "-", 0, refused ? "S" : "ShADadFf", refused ? 1 : 12,
            refused ? 60 : what.BytesOut + 480, refused ? 0 : 10, refused ? 0 : what.BytesIn + 400);
    }
}
