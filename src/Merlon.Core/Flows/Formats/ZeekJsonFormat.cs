using System.Text.Json;

namespace Merlon.Flows.Formats;

/// <summary>
/// Zeek's conn.log as JSON, an object a line: <c>ts</c>, <c>id.orig_h</c>, <c>orig_pkts</c> and so on.
/// </summary>
/// <remarks>https://docs.zeek.org/en/master/log-formats.html. Zeek leaves out what is unset, so nothing but the
/// time, the ends and the protocol has to be there.</remarks>
public sealed class ZeekJsonFormat : IFlowFormat
{
    readonly LabelCache _labels = new();
    readonly JsonDraft _draft = new();

    public string Name => "zeek";
    public IReadOnlyCollection<string> Notes => [];

    public Parsed Read(ReadOnlySpan<byte> record, ref Observation observation, out Fault fault)
    {
        fault = default;
        if (record.Trim(" \t\r,[]"u8).IsEmpty) return Parsed.Nothing;

        try
        {
            return ReadConnection(record, ref observation, out fault);
        }
        catch (JsonException e)
        {
            fault = JsonDraft.Malformed(e, record);
            return Parsed.Bad;
        }
    }

    Parsed ReadConnection(ReadOnlySpan<byte> record, ref Observation observation, out Fault fault)
    {
        fault = new(0, "a JSON object");
        var reader = new Utf8JsonReader(record);
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject) return Parsed.Bad;

        _draft.Reset();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName) ReadProperty(ref reader);
        reader.Read();   // throws when more follows

        fault = _draft.Fault ?? new(0, "ts, id.orig_h, id.resp_h and proto, as in a conn.log");
        if (_draft.Fault is not null || !_draft.IsAboutIp || _draft.FirstSeen is not { } firstSeen) return Parsed.Bad;

        if (_draft.Label is not Label.Malicious) _draft.Attack = null;
        observation = Observation.Of(_draft.ToFlow(firstSeen));
        fault = default;
        return Parsed.Observation;
    }

    void ReadProperty(ref Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        reader.Read();
        if (name.SequenceEqual("ts"u8)) _draft.FirstSeen = _draft.TakeTime(ref reader, default, out _);
        else if (name.SequenceEqual("duration"u8)) _draft.Duration = _draft.TakeSeconds(ref reader);
        else if (name.SequenceEqual("proto"u8)) _draft.Protocol = _draft.TakeProtocol(ref reader);
        else if (name.SequenceEqual("id.orig_h"u8)) _draft.SourceIp = _draft.TakeIp(ref reader);
        else if (name.SequenceEqual("id.orig_p"u8)) _draft.SourcePort = _draft.TakePort(ref reader);
        else if (name.SequenceEqual("id.resp_h"u8)) _draft.DestinationIp = _draft.TakeIp(ref reader);
        else if (name.SequenceEqual("id.resp_p"u8)) _draft.DestinationPort = _draft.TakePort(ref reader);
        else if (name.SequenceEqual("orig_pkts"u8)) _draft.ForwardPackets = _draft.TakeCount(ref reader);
        else if (name.SequenceEqual("resp_pkts"u8)) _draft.BackwardPackets = _draft.TakeCount(ref reader);
        else if (name.SequenceEqual("orig_ip_bytes"u8)) _draft.ForwardBytes = _draft.TakeCount(ref reader) ?? 0;
        else if (name.SequenceEqual("resp_ip_bytes"u8)) _draft.BackwardBytes = _draft.TakeCount(ref reader) ?? 0;
        else if (name.SequenceEqual("conn_state"u8)) _draft.Answer = Answers.OfZeek(_draft.Text(ref reader));
        else if (name.SequenceEqual("label"u8)) _draft.Label = ReadLabel(ref reader);
        else if (name.SequenceEqual("detailedlabel"u8) || name.SequenceEqual("detailed-label"u8))
            _draft.Attack = _labels.Text(_draft.Text(ref reader)) ?? _draft.Attack;

        reader.Skip();   // where an object or a list stands in a value's place
    }

    Label ReadLabel(ref Utf8JsonReader reader)
    {
        var label = _labels.Read(_draft.Text(ref reader), out var attack);
        _draft.Attack ??= attack;
        return label;
    }
}
