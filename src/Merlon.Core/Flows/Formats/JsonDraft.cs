using System.Text.Json;
using Merlon.Net;

namespace Merlon.Flows.Formats;

/// <summary>What a JSON record has told so far of the flow that it is about, and how to take a value from it.</summary>
/// <remarks>One serves all records of a file, one after the other, so that none costs an allocation.</remarks>
sealed class JsonDraft
{
    const int LongestText = 256;

    byte[] _scratch = new byte[LongestText];

    public DateTime? At { get; set; }
    public DateTime? FirstSeen { get; set; }
    public DateTime? LastSeen { get; set; }
    public TimeSpan? Duration { get; set; }
    public IpProtocol? Protocol { get; set; }
    public Ip? SourceIp { get; set; }
    public Ip? DestinationIp { get; set; }
    public ushort? SourcePort { get; set; }
    public ushort? DestinationPort { get; set; }
    public long? ForwardPackets { get; set; }
    public long? BackwardPackets { get; set; }
    public long ForwardBytes { get; set; }
    public long BackwardBytes { get; set; }
    public Label Label { get; set; }
    public string? Attack { get; set; }
    public double Score { get; set; }
    public Answer Answer { get; set; }

    /// <summary>Where a value was not what it should be; null while all were.</summary>
    public Fault? Fault { get; set; }

    public void Reset()
    {
        (At, FirstSeen, LastSeen, Duration) = (null, null, null, null);
        (Protocol, SourceIp, DestinationIp, SourcePort, DestinationPort) = (null, null, null, null, null);
        (ForwardPackets, BackwardPackets, ForwardBytes, BackwardBytes) = (null, null, 0, 0);
        (Label, Attack, Score, Answer, Fault) = (Label.None, null, double.NaN, Answer.Untold, null);
    }

    /// <summary>Whether it is known which flow it is: both ends, of one family, and the protocol.</summary>
    public bool IsAboutIp => SourceIp?.IsV4 == DestinationIp?.IsV4 && SourceIp is not null && Protocol is not null;

    public Flow ToFlow(DateTime firstSeen)
    {
        var protocol = Protocol!.Value;
        if (protocol is IpProtocol.Icmp && !SourceIp!.Value.IsV4) protocol = IpProtocol.IcmpV6;

        return new()
        {
            Key = new(
                protocol,
                new(SourceIp!.Value, protocol.HasPorts ? SourcePort : null),
                new(DestinationIp!.Value, protocol.HasPorts ? DestinationPort : null)),
            FirstSeen = firstSeen,
            Duration = Within(firstSeen, Duration ?? (LastSeen > firstSeen ? LastSeen.Value - firstSeen : default)),
            Forward = new(ForwardPackets ?? 1, ForwardBytes),
            Backward = new(BackwardPackets ?? 1, BackwardBytes),   // untold counts as answered
            Label = Label,
            Attack = Attack,
            Score = Score,
            Answer = Answer,
        };
    }

    // A flow ends before time does.
    static TimeSpan Within(DateTime firstSeen, TimeSpan duration) =>
        duration < DateTime.MaxValue - firstSeen ? duration : DateTime.MaxValue - firstSeen;

    public void SwapEnds()
    {
        (SourceIp, DestinationIp) = (DestinationIp, SourceIp);
        (SourcePort, DestinationPort) = (DestinationPort, SourcePort);
    }

    public Ip? TakeIp(ref Utf8JsonReader reader)
    {
        return Ip.TryParse(Text(ref reader), out var ip) ? ip : Complain<Ip>(reader, "an IPv4 or IPv6 address");
    }

    public ushort? TakePort(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.Number && reader.TryGetUInt16(out var port)
            ? port
            : Complain<ushort>(reader, "a port (0 to 65535)");

    public long? TakeCount(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.Number && reader.TryGetInt64(out var count) && count >= 0
            ? count
            : Complain<long>(reader, "a count");

    public IpProtocol? TakeProtocol(ref Utf8JsonReader reader)
    {
        return IpProtocolNames.TryParse(Text(ref reader), out var protocol)
            ? protocol
            : Complain<IpProtocol>(reader, "a protocol's name or number");
    }

    /// <summary>A time: ISO 8601 as a string, or seconds since 1970 as a number.</summary>
    public DateTime? TakeTime(ref Utf8JsonReader reader, TimeSpan assumedOffset, out bool hasOffset)
    {
        var text = Text(ref reader);
        hasOffset = true;
        if (reader.TokenType is JsonTokenType.Number && Timestamps.TryReadEpoch(text, out var time)) return time;
        if (Timestamps.TryReadYearFirst(text, assumedOffset, out time, out hasOffset)) return time;
        return Complain<DateTime>(reader, "a time such as 2026-01-31T12:00:00.000000+0000");
    }

    public TimeSpan? TakeSeconds(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.Number
        && Timestamps.TryReadSpan(reader.ValueSpan, TimeSpan.FromSeconds(1), out var span) && span >= TimeSpan.Zero
            ? span
            : Complain<TimeSpan>(reader, "a length of time in seconds");

    public double TakeNumber(ref Utf8JsonReader reader) =>
        reader.TokenType is JsonTokenType.Number && reader.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : Complain<double>(reader, "a number") ?? double.NaN;

    /// <summary>
    /// The value as it stands, without escapes; empty when it is neither text nor a number, or holds half a surrogate
    /// pair. What is longer than a name should be is cut off. Good until the next call.
    /// </summary>
    public ReadOnlySpan<byte> Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number)) return default;

        var value = reader.ValueSpan;
        if (!reader.ValueIsEscaped) return value[..Math.Min(value.Length, LongestText)];

        if (value.Length > _scratch.Length) _scratch = new byte[value.Length];
        try
        {
            return _scratch.AsSpan(0, Math.Min(reader.CopyString(_scratch), LongestText));
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }

    /// <summary>Where a record stopped being JSON.</summary>
    public static Fault Malformed(JsonException e, ReadOnlySpan<byte> record) =>
        new(OffsetOf(e, record), "a JSON object, whole and well formed");

    // The exception counts lines and bytes in the line.
    static int OffsetOf(JsonException e, ReadOnlySpan<byte> record)
    {
        var offset = 0;
        for (var line = e.LineNumber ?? 0; line > 0; line--) offset += record[offset..].IndexOf((byte)'\n') + 1;
        return (int)Math.Min(offset + (e.BytePositionInLine ?? 0), record.Length);
    }

    T? Complain<T>(in Utf8JsonReader reader, string expected) where T : struct
    {
        Fault ??= new((int)reader.TokenStartIndex, expected);
        return null;
    }
}
