using System.Globalization;
using System.Text.Json;
using Merlon.Flows.Captured;
using Merlon.Net;

namespace Merlon.Flows.Formats;

/// <summary>
/// What EVE says of a flow beyond its ends and counts, with Suricata's field names: VLAN, tunnel, type of ICMP, state,
/// TCP flags, Community ID. What EVE does not know stands in <c>statistics</c>.
/// </summary>
/// <remarks>https://docs.suricata.io/en/latest/output/eve/eve-json-format.html</remarks>
static class EveDetailWriter
{
    const int Decimals = 7;   // of seconds: the 100 ns of a capture's clock

    static readonly string[] Flags = ["fin", "syn", "rst", "psh", "ack", "urg", "ecn", "cwr"];

    /// <summary>What stands before the ends.</summary>
    public static void WriteLink(Utf8JsonWriter json, in CapturedFlow flow)
    {
        if (flow.Vlan < 0) return;
        json.WriteStartArray("vlan"u8);
        json.WriteNumberValue(flow.Vlan);
        json.WriteEndArray();
    }

    /// <summary>What stands in <c>flow</c>.</summary>
    public static void WriteState(Utf8JsonWriter json, in CapturedFlow flow)
    {
        json.WriteNumber("age"u8, (long)(flow.LastSeen - flow.FirstSeen).TotalSeconds);
        json.WriteString("state"u8, flow.State switch
        {
            FlowState.New => "new"u8,
            FlowState.Established => "established"u8,
            _ => "closed"u8,
        });
        json.WriteString("reason"u8, flow.End switch
        {
            FlowEnd.Idle => "timeout"u8,
            FlowEnd.Active => "active"u8,   // Suricata has no such timeout
            FlowEnd.Reused => "tcp_reuse"u8,
            FlowEnd.Evicted => "forced"u8,
            _ => "shutdown"u8,
        });
    }

    /// <summary>What stands behind <c>flow</c>.</summary>
    public static void Write(Utf8JsonWriter json, in CapturedFlow flow)
    {
        if (flow.Key.Protocol is IpProtocol.Icmp or IpProtocol.IcmpV6)
        {
            json.WriteNumber("icmp_type"u8, flow.IcmpType);
            json.WriteNumber("icmp_code"u8, flow.IcmpCode);
        }

        if (flow.Key.Protocol is IpProtocol.Tcp) WriteTcp(json, flow);
        if (flow.Tunnels > 0)
        {
            json.WriteStartObject("tunnel"u8);
            json.WriteNumber("depth"u8, flow.Tunnels);
            json.WriteEndObject();
        }

        json.WriteString("community_id"u8, flow.CommunityId);
        WriteStatistics(json, flow);
    }

    static void WriteTcp(Utf8JsonWriter json, in CapturedFlow flow)
    {
        var all = flow.ForwardFlags | flow.BackwardFlags;
        json.WriteStartObject("tcp"u8);
        json.WriteString("tcp_flags"u8, Hex(all));
        json.WriteString("tcp_flags_ts"u8, Hex(flow.ForwardFlags));
        json.WriteString("tcp_flags_tc"u8, Hex(flow.BackwardFlags));
        for (var i = 0; i < Flags.Length; i++)
        {
            if ((all >> i & 1) != 0) json.WriteBoolean(Flags[i], true);
        }

        json.WriteEndObject();
    }

    static void WriteStatistics(Utf8JsonWriter json, in CapturedFlow flow)
    {
        var isTcp = flow.Key.Protocol is IpProtocol.Tcp;
        json.WriteStartObject("statistics"u8);
        WriteDirection(json, "forward", flow.Forward, isTcp);
        WriteDirection(json, "backward", flow.Backward, isTcp);
        json.WriteStartObject("both"u8);
        WriteDistributions(json, flow.Lengths, flow.Gaps);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteDirection(Utf8JsonWriter json, string name, in DirectionStatistics direction, bool isTcp)
    {
        if (direction is not { FirstSeen: { } first, LastSeen: { } last }) return;

        json.WriteStartObject(name);
        json.WriteString("first"u8, EveWriter.Text(first));
        json.WriteString("last"u8, EveWriter.Text(last));
        WriteDistributions(json, direction.Lengths, direction.Gaps);
        if (isTcp) WriteFlags(json, direction.Flags);
        json.WriteEndObject();
    }

    static void WriteFlags(Utf8JsonWriter json, in FlagCounts counts)
    {
        json.WriteStartObject("flags"u8);
        for (var i = 0; i < Flags.Length; i++)
        {
            if (counts[i] > 0) json.WriteNumber(Flags[i], counts[i]);
        }

        json.WriteEndObject();
    }

    static void WriteDistributions(Utf8JsonWriter json, in Distribution lengths, in Distribution gaps)
    {
        Write(json, "length", lengths);
        Write(json, "interarrival", gaps);
    }

    static void Write(Utf8JsonWriter json, string name, in Distribution distribution)
    {
        json.WriteStartObject(name);
        json.WriteNumber("min"u8, Math.Round(distribution.Min, Decimals));
        json.WriteNumber("mean"u8, Math.Round(distribution.Mean, Decimals));
        json.WriteNumber("std"u8, Math.Round(distribution.Deviation, Decimals));
        json.WriteNumber("max"u8, Math.Round(distribution.Max, Decimals));
        json.WriteEndObject();
    }

    static string Hex(int flags) => flags.ToString("x2", CultureInfo.InvariantCulture);
}
