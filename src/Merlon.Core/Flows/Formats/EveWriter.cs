using System.Globalization;
using System.Text.Json;
using Merlon.Net;

namespace Merlon.Flows.Formats;

/// <summary>
/// Flows and alerts as JSON with Suricata's field names, so that others' tools and <see cref="EveFormat"/> read them.
/// Label, attack, answer and score, which EVE does not know, stand beside; <see cref="EveDetailWriter"/> adds what is
/// known of flows out of captures.
/// </summary>
public static class EveWriter
{
    /// <summary>As <see cref="Write(Utf8JsonWriter, in Observation)"/>, with why it was raised.</summary>
    public static void WriteAlert(Utf8JsonWriter json, in Observation alert, IEnumerable<string> why)
    {
        WriteOpen(json, alert);
        json.WriteStartArray("why"u8);
        foreach (var reason in why) json.WriteStringValue(reason);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes one observation as a JSON object.</summary>
    public static void Write(Utf8JsonWriter json, in Observation observation)
    {
        WriteOpen(json, observation);
        json.WriteEndObject();
    }

    static void WriteOpen(Utf8JsonWriter json, in Observation observation)
    {
        json.WriteStartObject();
        json.WriteString("timestamp"u8, Text(observation.At));
        json.WriteString("event_type"u8, observation.Kind is RecordKind.Alert ? "alert"u8 : "flow"u8);
        if (observation.Detail is { } detail) EveDetailWriter.WriteLink(json, detail.Captured);
        WriteEnds(json, observation.Flow.Key);
        if (observation.Kind is RecordKind.Alert) WriteAlert(json, observation.Flow.Attack);
        WriteTraffic(json, observation);
        if (observation.Detail is { } known) EveDetailWriter.Write(json, known.Captured);
        WriteLabel(json, observation);
    }

    public static string Text(DateTime time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+0000'", CultureInfo.InvariantCulture);

    static void WriteEnds(Utf8JsonWriter json, in FlowKey key)
    {
        json.WriteString("src_ip"u8, key.Source.Ip.ToString());
        if (key.Source.Port is { } sourcePort) json.WriteNumber("src_port"u8, sourcePort);
        json.WriteString("dest_ip"u8, key.Destination.Ip.ToString());
        if (key.Destination.Port is { } destinationPort) json.WriteNumber("dest_port"u8, destinationPort);
        json.WriteString("proto"u8, key.Protocol.Name.ToUpperInvariant());
    }

    static void WriteAlert(Utf8JsonWriter json, string? signature)
    {
        json.WriteStartObject("alert"u8);
        json.WriteString("signature"u8, signature ?? "");
        json.WriteEndObject();
    }

    static void WriteTraffic(Utf8JsonWriter json, in Observation observation)
    {
        var flow = observation.Flow;
        json.WriteStartObject("flow"u8);
        json.WriteNumber("pkts_toserver"u8, flow.Forward.Packets);
        json.WriteNumber("pkts_toclient"u8, flow.Backward.Packets);
        json.WriteNumber("bytes_toserver"u8, flow.Forward.Bytes);
        json.WriteNumber("bytes_toclient"u8, flow.Backward.Bytes);
        json.WriteString("start"u8, Text(flow.FirstSeen));
        json.WriteString("end"u8, Text(flow.LastSeen));
        if (observation.Detail is { } detail) EveDetailWriter.WriteState(json, detail.Captured);
        if (observation.Kind is not RecordKind.Alert)
            json.WriteBoolean("alerted"u8, observation.Kind is RecordKind.AlertedFlow);
        json.WriteEndObject();
    }

    static void WriteLabel(Utf8JsonWriter json, in Observation observation)
    {
        var flow = observation.Flow;
        if (flow.Label is not Label.None) json.WriteString("label"u8, flow.Label.ToString().ToLowerInvariant());
        if (flow.Attack is { } attack && observation.Kind is not RecordKind.Alert) json.WriteString("attack"u8, attack);
        if (Answers.WordOf(flow.Answer) is var word && !word.IsEmpty) json.WriteString("answer"u8, word);
        if (!double.IsNaN(flow.Score)) json.WriteNumber("score"u8, flow.Score);
    }
}
