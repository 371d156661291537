using System.Text.Json;

namespace Merlon.Scenarios.Logs;

/// <summary>Suricata's EVE: drops, flows and alerts, or alerts alone beside another log.</summary>
sealed class EveLog(bool onlyAlerts) : LogFormat("eve.json", onlyAlerts
    ? [OccurrenceKind.Alert, OccurrenceKind.Blocked]
    : [.. Connections, OccurrenceKind.Transfer, OccurrenceKind.Alert, OccurrenceKind.Blocked])
{
    public override bool TellsWholeFlows => true;

    public override string Line(Occurrence what)
    {
        var (destination, port) = what.Translated ?? (what.Destination, what.DestinationPort);
        var type = what.Kind switch
        {
            OccurrenceKind.Refused => "drop",
            OccurrenceKind.Alert or OccurrenceKind.Blocked => "alert",
            _ => "flow",
        };
        return $"{{\"timestamp\":\"{what.At:yyyy-MM-ddTHH:mm:ss.ffffff}+0000\",\"flow_id\":{Flow(what)},"
            + $"\"in_iface\":\"eth0\",\"event_type\":\"{type}\","
            + $"\"src_ip\":\"{what.Source}\",\"src_port\":{what.SourcePort},"
            + $"\"dest_ip\":\"{destination}\",\"dest_port\":{port},\"proto\":\"{what.Protocol.ToUpperInvariant()}\","
            + $"{Detail(what)}}}";
    }

    static string Detail(Occurrence what) => what.Kind switch
    {
        OccurrenceKind.Refused => "\"drop\":{\"len\":60,\"ttl\":58,\"reason\":\"rules\"}",
        OccurrenceKind.Alert or OccurrenceKind.Blocked =>
            $"\"alert\":{{\"action\":\"{(what.Kind == OccurrenceKind.Blocked ? "blocked" : "allowed")}\",\"gid\":1,"
            + $"\"signature_id\":{2000000 + (what.Reason.Length * 37)},\"rev\":3,"
            + $"\"signature\":\"{JsonEncodedText.Encode(what.Reason)}\","
            + "\"category\":\"Misc Attack\",\"severity\":1}",
        _ => $"\"flow\":{{\"pkts_toserver\":{(what.BytesOut / 900) + 3},\"pkts_toclient\":{(what.BytesIn / 900) + 2},"
            + $"\"bytes_toserver\":{what.BytesOut + 180},\"bytes_toclient\":{what.BytesIn + 120},"
            + "\"state\":\"established\",\"reason\":\"timeout\",\"alerted\":false}",
    };

    static long Flow(Occurrence what) =>
        (what.SourcePort * 10_000_000L) + (what.Source.GetAddressBytes()[^1] * 7919L) + what.DestinationPort;
}
