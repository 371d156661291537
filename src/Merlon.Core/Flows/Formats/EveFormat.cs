using System.Buffers.Text;
using System.Text.Json;
using Merlon.Net;

namespace Merlon.Flows.Formats;

/// <summary>
/// Suricata's EVE JSON: alert and flow events; all others are passed over. A flow event that says it was alerted on
/// is kept apart from the benign ones.
/// </summary>
/// <remarks>
/// https://docs.suricata.io/en/latest/output/eve/eve-json-format.html. An alert names the packet's ends, which are
/// the flow's ends turned round when the packet went to the client: <c>flow.src_ip</c> (from version 7) or
/// <c>direction</c> tell, and older versions do not.
/// </remarks>
public sealed class EveFormat(TimeSpan utcOffset) : IFlowFormat
{
    readonly List<string> _notes = [];
    readonly LabelCache _labels = new();
    readonly JsonDraft _draft = new();

    public string Name => "eve";
    public IReadOnlyCollection<string> Notes => _notes;

    public Parsed Read(ReadOnlySpan<byte> record, ref Observation observation, out Fault fault)
    {
        fault = default;
        if (record.IndexOfAnyExcept(" \t,"u8) is var start && start < 0) return Parsed.Nothing;
        record = record[start..];
        if (record[0] is (byte)'[' or (byte)']' && record.Trim(" \t\r,"u8).Length == 1) return Parsed.Nothing;

        var parsed = ReadObject(record, ref observation, out fault);
        fault = fault with { Offset = fault.Offset + start };
        return parsed;
    }

    Parsed ReadObject(ReadOnlySpan<byte> record, ref Observation observation, out Fault fault)
    {
        try
        {
            return ReadEvent(record, ref observation, out fault);
        }
        catch (JsonException e)
        {
            fault = JsonDraft.Malformed(e, record);
            return Parsed.Bad;
        }
    }

    Parsed ReadEvent(ReadOnlySpan<byte> record, ref Observation observation, out Fault fault)
    {
        fault = new(0, "a JSON object");
        if (record[0] != '{') return Parsed.Bad;

        var reader = new Utf8JsonReader(record);
        _draft.Reset();
        var of = new Event();
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            ReadProperty(ref reader, ref of);
            if (of.IsOther) return Nothing(out fault);
        }

        reader.Read();   // throws when more follows
        return Finish(of, ref observation, out fault);
    }

    static Parsed Nothing(out Fault fault)
    {
        fault = default;
        return Parsed.Nothing;
    }

    Parsed Finish(in Event of, ref Observation observation, out Fault fault)
    {
        fault = default;
        // An alert on ARP, say, or on a packet that could not be decoded.
        if (of.Kind is RecordKind.Alert && _draft is { Fault: null, SourceIp: null }) return Parsed.Nothing;

        fault = _draft.Fault ?? new(0, of.Kind is null ? "an event_type" : "src_ip, dest_ip, proto and a time");
        if (of.Kind is null || _draft.Fault is not null || !_draft.IsAboutIp) return Parsed.Bad;
        if ((_draft.FirstSeen ?? _draft.At) is not { } firstSeen) return Parsed.Bad;

        fault = default;

        if (IsToClient(of)) _draft.SwapEnds();
        var flow = _draft.ToFlow(firstSeen);
        observation = new(of.Kind.Value, PlaceInTime(of.Kind.Value, flow), flow);
        return Parsed.Observation;
    }

    // An alert stands where it was raised; at the latest it was when a flow that was alerted on had ended.
    DateTime PlaceInTime(RecordKind kind, in Flow flow) => kind switch
    {
        RecordKind.Alert => _draft.At ?? flow.FirstSeen,
        RecordKind.AlertedFlow => flow.LastSeen,
        _ => flow.FirstSeen,
    };

    void ReadProperty(ref Utf8JsonReader reader, ref Event of)
    {
        var name = reader.ValueSpan;
        reader.Read();
        switch (name.Length)
        {
            case 5 when name.SequenceEqual("proto"u8):
                _draft.Protocol = _draft.TakeProtocol(ref reader);
                break;
            case 6 when name.SequenceEqual("src_ip"u8):
                _draft.SourceIp = _draft.TakeIp(ref reader);
                break;
            case 7 when name.SequenceEqual("dest_ip"u8):
                _draft.DestinationIp = _draft.TakeIp(ref reader);
                break;
            case 8 when name.SequenceEqual("src_port"u8):
                _draft.SourcePort = _draft.TakePort(ref reader);
                break;
            case 9 when name.SequenceEqual("dest_port"u8):
                _draft.DestinationPort = _draft.TakePort(ref reader);
                break;
            case 9 when name.SequenceEqual("timestamp"u8):
                _draft.At = TakeTime(ref reader);
                break;
            case 10 when name.SequenceEqual("event_type"u8):
                ReadEventType(ref reader, ref of);
                break;
            case 9 when name.SequenceEqual("direction"u8):
                of.IsToClient = _draft.Text(ref reader).SequenceEqual("to_client"u8);
                break;
            case 4 when name.SequenceEqual("flow"u8) && reader.TokenType is JsonTokenType.StartObject:
                ReadFlow(ref reader, ref of);
                break;
            case 3 when name.SequenceEqual("tcp"u8) && reader.TokenType is JsonTokenType.StartObject:
                ReadTcp(ref reader);
                break;
            case 5 when name.SequenceEqual("alert"u8) && reader.TokenType is JsonTokenType.StartObject:
                ReadAlert(ref reader);
                break;
            default:
                ReadOwnProperty(name, ref reader);
                break;
        }

        reader.Skip();   // where an object or a list stands in a value's place
    }

    // What Merlon itself adds when it writes flows in this format.
    void ReadOwnProperty(ReadOnlySpan<byte> name, ref Utf8JsonReader reader)
    {
        if (name.SequenceEqual("label"u8)) _draft.Label = _labels.Read(_draft.Text(ref reader), out _);
        else if (name.SequenceEqual("attack"u8)) _draft.Attack = _labels.Text(_draft.Text(ref reader));
        else if (name.SequenceEqual("answer"u8)) _draft.Answer = Answers.OfWord(_draft.Text(ref reader));
        else if (name.SequenceEqual("score"u8)) _draft.Score = _draft.TakeNumber(ref reader);
    }

    void ReadEventType(ref Utf8JsonReader reader, ref Event of)
    {
        if (reader.TokenType is not JsonTokenType.String) return;
        var type = _draft.Text(ref reader);
        if (type.SequenceEqual("alert"u8)) of.Kind = RecordKind.Alert;
        else if (type.SequenceEqual("flow"u8)) of.Kind = of.WasAlerted ? RecordKind.AlertedFlow : RecordKind.Flow;
        else of.IsOther = true;
    }

    void ReadFlow(ref Utf8JsonReader reader, ref Event of)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("pkts_toserver"u8)) _draft.ForwardPackets = _draft.TakeCount(ref reader);
            else if (name.SequenceEqual("pkts_toclient"u8)) _draft.BackwardPackets = _draft.TakeCount(ref reader);
            else if (name.SequenceEqual("bytes_toserver"u8)) _draft.ForwardBytes = _draft.TakeCount(ref reader) ?? 0;
            else if (name.SequenceEqual("bytes_toclient"u8)) _draft.BackwardBytes = _draft.TakeCount(ref reader) ?? 0;
            else if (name.SequenceEqual("start"u8)) _draft.FirstSeen = TakeTime(ref reader);
            else if (name.SequenceEqual("end"u8)) _draft.LastSeen = TakeTime(ref reader);
            else if (name.SequenceEqual("alerted"u8)) NoteAlerted(reader.TokenType is JsonTokenType.True, ref of);
            else if (name.SequenceEqual("src_ip"u8)) of.FlowSource = _draft.TakeIp(ref reader);
            reader.Skip();
        }
    }

    static void NoteAlerted(bool wasAlerted, ref Event of)
    {
        of.WasAlerted = wasAlerted;
        if (wasAlerted && of.Kind is RecordKind.Flow) of.Kind = RecordKind.AlertedFlow;
    }

    // The flow's own source: if it is the packet's destination, the ends have to be turned round.
    bool IsToClient(in Event of) =>
        of.FlowSource is { } source
            ? source != _draft.SourceIp && source == _draft.DestinationIp
            : of.IsToClient;

    void ReadTcp(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isToClient = reader.ValueSpan.SequenceEqual("tcp_flags_tc"u8);
            reader.Read();
            if (isToClient && Utf8Parser.TryParse(_draft.Text(ref reader), out byte flags, out _, 'x'))
                _draft.Answer = Answers.OfTcp(flags);
            reader.Skip();
        }
    }

    void ReadAlert(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isSignature = reader.ValueSpan.SequenceEqual("signature"u8);
            reader.Read();
            if (isSignature) _draft.Attack = _labels.Text(_draft.Text(ref reader));
            reader.Skip();
        }
    }

    DateTime? TakeTime(ref Utf8JsonReader reader)
    {
        var time = _draft.TakeTime(ref reader, utcOffset, out var hasOffset);
        if (time is not null && !hasOffset && !_notes.Contains(FlowFormats.NoOffset)) _notes.Add(FlowFormats.NoOffset);
        return time;
    }

    /// <summary>What kind of event it is, gathered as its properties come in any order.</summary>
    struct Event
    {
        public RecordKind? Kind;
        public bool IsOther;
        public bool WasAlerted;
        public bool IsToClient;
        public Ip? FlowSource;
    }
}
