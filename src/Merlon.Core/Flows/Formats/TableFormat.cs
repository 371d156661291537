using System.Text;
using Merlon.Net;

namespace Merlon.Flows.Formats;

/// <summary>
/// A flow per line, its cells between separators, and a header that names the columns. What differs between the
/// formats (names, clocks, labels) is in the classes that derive from it.
/// </summary>
public abstract class TableFormat : IFlowFormat
{
    /// <summary>Where each <see cref="Column"/> stands in a row; -1 where there is none.</summary>
    readonly int[] _places = new int[(int)Column.Ignored];
    readonly List<string> _notes = [];
    readonly Row _row = new();

    public abstract string Name { get; }
    public IReadOnlyCollection<string> Notes => _notes;

    protected byte Separator { get; set; } = (byte)',';
    protected LabelCache Labels { get; } = new();

    /// <summary>Whether cells may stand between spaces or quotes.</summary>
    protected bool IsPadded { get; init; } = true;

    /// <summary>How many cells the header named; 0 before it was read.</summary>
    protected int Width { get; private set; }

    /// <summary>What a column of this name holds. Names come in lower case, letters, digits and '+' only.</summary>
    protected abstract Column ColumnNamed(string name);

    protected abstract bool TryReadTime(ReadOnlySpan<byte> cell, out DateTime time);

    protected abstract string TimeExpected { get; }

    /// <summary>The columns without which a row says nothing.</summary>
    protected virtual ReadOnlySpan<Column> Required =>
        [Column.FirstSeen, Column.Protocol, Column.SourceIp, Column.DestinationIp];

    /// <summary>One unit of the duration column.</summary>
    protected virtual TimeSpan DurationUnit => TimeSpan.FromSeconds(1);

    public virtual Parsed Read(ReadOnlySpan<byte> record, ref Observation observation, out Fault fault)
    {
        fault = default;
        if (Width == 0) record = WithoutMark(record);
        if (IsBlank(record)) return Parsed.Nothing;
        return Width == 0 ? ReadHeader(record, out fault) : ReadRow(record, ref observation, out fault);
    }

    protected void Note(string note)
    {
        if (!_notes.Contains(note)) _notes.Add(note);
    }

    protected bool Has(Column column) => _places[(int)column] >= 0;

    protected ReadOnlySpan<byte> Cell(ReadOnlySpan<byte> record, Column column)
    {
        var place = _places[(int)column];
        if (place < 0) return default;
        return IsPadded ? Trimmed(_row.Cell(record, place)) : _row.Cell(record, place);
    }

    protected Parsed ReadHeader(ReadOnlySpan<byte> record, out Fault fault)
    {
        fault = default;
        if (!TrySplit(record, out fault)) return Parsed.Hopeless;

        var names = new string[_row.Count];
        for (var i = 0; i < names.Length; i++) names[i] = Encoding.UTF8.GetString(_row.Cell(record, i));
        return SetColumns(names, out fault) ? Parsed.Nothing : Parsed.Hopeless;
    }

    protected bool SetColumns(IReadOnlyList<string> names, out Fault fault)
    {
        fault = default;
        _places.AsSpan().Fill(-1);
        for (var i = 0; i < names.Count; i++)
        {
            var column = ColumnNamed(Normalised(names[i]));
            if (column is not Column.Ignored && _places[(int)column] < 0) _places[(int)column] = i;
        }

        foreach (var column in Required)
        {
            if (Has(column)) continue;
            fault = new(0, $"a header of {Name} with a column for the {Words(column)}");
            return false;
        }

        Width = names.Count;
        return true;
    }

    protected Parsed ReadRow(ReadOnlySpan<byte> record, ref Observation observation, out Fault fault)
    {
        if (!TrySplit(record, out fault)) return Parsed.Bad;
        if (_row.Count != Width && !(_row.Count == Width + 1 && record[^1] == Separator))
        {
            fault = new(record.Length, $"{Width} columns; there are {_row.Count}");
            return Parsed.Bad;
        }

        return ReadCells(record, ref observation, out fault);
    }

    Parsed ReadCells(ReadOnlySpan<byte> record, ref Observation observation, out Fault fault)
    {
        fault = default;
        if (!TryReadFirstSeen(record, out var firstSeen, ref fault)) return Parsed.Bad;
        if (!IpProtocolNames.TryParse(Cell(record, Column.Protocol), out var protocol))
            return Bad(Column.Protocol, "a protocol's name or number", out fault);

        if (!Ip.TryParse(Cell(record, Column.SourceIp), out var source))
            return NotAnIp(protocol, Column.SourceIp, out fault);
        if (!Ip.TryParse(Cell(record, Column.DestinationIp), out var destination))
            return NotAnIp(protocol, Column.DestinationIp, out fault);

        if (source.IsV4 != destination.IsV4)
            return Bad(Column.DestinationIp, "an address of the source's family", out fault);

        ushort? sourcePort = null, destinationPort = null;
        if (protocol.HasPorts)
        {
            if (!TryReadPort(record, Column.SourcePort, out sourcePort, ref fault)) return Parsed.Bad;
            if (!TryReadPort(record, Column.DestinationPort, out destinationPort, ref fault)) return Parsed.Bad;
        }
        else if (protocol is IpProtocol.Icmp && !source.IsV4) protocol = IpProtocol.IcmpV6;

        if (!TryReadTraffic(record, out var forward, out var backward, ref fault)) return Parsed.Bad;
        if (!TryReadDuration(record, firstSeen, out var duration, ref fault)) return Parsed.Bad;
        if (!TryReadScore(record, out var score, ref fault)) return Parsed.Bad;

        var label = ReadLabel(record, out var attack);
        var key = new FlowKey(protocol, new(source, sourcePort), new(destination, destinationPort));
        var answer = Has(Column.State) ? ReadAnswer(Cell(record, Column.State), protocol) : Answer.Untold;
        if (IsReversed(record)) (key, forward, backward, answer) = (key.Reversed, backward, forward, Answer.Untold);
        var kind = Cell(record, Column.Event).SequenceEqual("alert"u8) ? RecordKind.Alert : RecordKind.Flow;
        observation = new(kind, firstSeen, new Flow
        {
            Key = key,
            FirstSeen = firstSeen,
            Duration = duration,
            Forward = forward,
            Backward = backward,
            Label = label,
            Attack = attack,
            Score = score,
            Answer = answer,
        });
        return Parsed.Observation;
    }

    /// <summary>What a cell of <see cref="Column.State"/> says.</summary>
    protected virtual Answer ReadAnswer(ReadOnlySpan<byte> state, IpProtocol protocol) => Answers.OfZeek(state);

    /// <summary>Whether the record's first-named end is in truth the destination.</summary>
    protected virtual bool IsReversed(ReadOnlySpan<byte> record) => false;

    protected virtual Label ReadLabel(ReadOnlySpan<byte> record, out string? attack)
    {
        attack = null;
        if (!Has(Column.Label)) return Label.None;

        var label = Labels.Read(Cell(record, Column.Label), out attack);
        if (label is Label.Malicious && Has(Column.Attack)) attack = Labels.Text(Text(record, Column.Attack)) ?? attack;
        return label;
    }

    // A cell in which quotes may be part of the text: those stand twice between those around it (RFC 4180).
    ReadOnlySpan<byte> Text(ReadOnlySpan<byte> record, Column column)
    {
        var cell = _row.Cell(record, _places[(int)column]).Trim(" \t"u8);
        if (!IsPadded || cell is not [(byte)'"', .., (byte)'"']) return cell;

        cell = cell[1..^1];
        return cell.Contains((byte)'"')
            ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(cell).Replace("\"\"", "\"", StringComparison.Ordinal))
            : cell;
    }

    bool TryReadFirstSeen(ReadOnlySpan<byte> record, out DateTime firstSeen, ref Fault fault)
    {
        if (TryReadTime(Cell(record, Column.FirstSeen), out firstSeen)) return true;
        fault = At(Column.FirstSeen, TimeExpected);
        return false;
    }

    bool TryReadDuration(ReadOnlySpan<byte> record, DateTime firstSeen, out TimeSpan duration, ref Fault fault)
    {
        duration = default;
        var cell = Cell(record, Column.Duration);
        if (!Numbers.IsNothing(cell))
        {
            if (!Timestamps.TryReadSpan(cell, DurationUnit, out duration))
            {
                fault = At(Column.Duration, "a duration as a number");
                return false;
            }
        }
        else if (Has(Column.LastSeen) && TryReadTime(Cell(record, Column.LastSeen), out var lastSeen))
        {
            duration = lastSeen - firstSeen;
        }

        var most = DateTime.MaxValue - firstSeen;
        duration = duration < TimeSpan.Zero ? TimeSpan.Zero : duration > most ? most : duration;
        return true;
    }

    bool TryReadScore(ReadOnlySpan<byte> record, out double score, ref Fault fault)
    {
        score = double.NaN;
        var cell = Cell(record, Column.Score);
        if (Numbers.IsNothing(cell) || Numbers.TryReadDecimal(cell, out score)) return true;
        fault = At(Column.Score, "a score as a number");
        return false;
    }

    bool TryReadTraffic(ReadOnlySpan<byte> record, out Traffic forward, out Traffic backward, ref Fault fault)
    {
        (forward, backward) = (default, default);
        if (!TryReadCount(record, Column.ForwardBytes, out var forwardBytes, ref fault)
            || !TryReadCount(record, Column.BackwardBytes, out var backwardBytes, ref fault)
            || !TryReadCount(record, Column.Bytes, out var bytes, ref fault)
            || !TryReadCount(record, Column.ForwardPackets, out var forwardPackets, ref fault)
            || !TryReadCount(record, Column.BackwardPackets, out var backwardPackets, ref fault)
            || !TryReadCount(record, Column.Packets, out var packets, ref fault)) return false;

        var half = Has(Column.Packets) && packets == 1 ? 0 : bytes / 2;   // a single packet is the source's
        if (!Has(Column.BackwardBytes))
            backwardBytes = Has(Column.ForwardBytes) ? Math.Max(0, bytes - forwardBytes) : half;
        if (!Has(Column.ForwardBytes)) forwardBytes = Math.Max(0, bytes - backwardBytes);

        forward = new(forwardPackets, forwardBytes);
        backward = new(backwardPackets, backwardBytes);
        if (!Has(Column.ForwardPackets) || !Has(Column.BackwardPackets))
            CompletePackets(ref forward, ref backward, packets);
        return true;
    }

    // Where not both ways are counted.
    void CompletePackets(ref Traffic forward, ref Traffic backward, long packets)
    {
        if (Has(Column.Packets) && Has(Column.ForwardPackets))
            backward = backward with { Packets = Math.Max(0, packets - forward.Packets) };
        else if (Has(Column.Packets) && Has(Column.BackwardPackets))
            forward = forward with { Packets = Math.Max(0, packets - backward.Packets) };
        else if (Has(Column.Packets)) (forward, backward) = Divided(packets, forward.Bytes, backward.Bytes);
        else
        {
            var (there, back) = Supposed(forward.Bytes, backward.Bytes);
            if (!Has(Column.ForwardPackets)) forward = there;
            if (!Has(Column.BackwardPackets)) backward = back;
        }
    }

    // One count for both ways: a direction that has bytes has a packet, the rest are shared out by bytes. Where no
    // bytes are told, half and half: a source that has sent nothing would be one that no rule can stop.
    static (Traffic, Traffic) Divided(long packets, long forwardBytes, long backwardBytes)
    {
        if (forwardBytes == 0 && backwardBytes == 0) return (new(packets - packets / 2, 0), new(packets / 2, 0));

        var back = backwardBytes == 0 ? 0
            : Math.Max(1, (long)Math.Round(packets * ((double)backwardBytes / (forwardBytes + (double)backwardBytes))));
        var there = forwardBytes == 0 ? 0 : Math.Max(1, packets - back);
        return (new(there, forwardBytes), new(back, backwardBytes));
    }

    // No packet counts: whoever is recorded has sent one, and is taken to have been answered unless bytes
    // say otherwise, so that a rule is never thought harmless for want of a column.
    (Traffic, Traffic) Supposed(long forwardBytes, long backwardBytes)
    {
        var knowsBytes = Has(Column.BackwardBytes) || Has(Column.Bytes);
        return (new(1, forwardBytes), new(knowsBytes && backwardBytes == 0 ? 0 : 1, backwardBytes));
    }

    bool TryReadCount(ReadOnlySpan<byte> record, Column column, out long count, ref Fault fault)
    {
        count = 0;
        if (!Has(column) || _row.TryReadDigits(record, _places[(int)column], out count)) return true;
        if (Numbers.TryReadCount(Cell(record, column), out count)) return true;
        fault = At(column, "a count");
        return false;
    }

    bool TryReadPort(ReadOnlySpan<byte> record, Column column, out ushort? port, ref Fault fault)
    {
        if (Has(column) && _row.TryReadDigits(record, _places[(int)column], out var number)
            && number <= ushort.MaxValue)
        {
            port = (ushort)number;
            return true;
        }

        if (Numbers.TryReadPort(Cell(record, column), out port)) return true;
        fault = At(column, "a port (0 to 65535)");
        return false;
    }

    bool TrySplit(ReadOnlySpan<byte> record, out Fault fault)
    {
        var isSplit = Separator != '\t' && record.Contains((byte)'"')
            ? _row.TrySplitQuoted(record, Separator)
            : _row.TrySplit(record, Separator);
        fault = isSplit ? default : new(0, $"at most {Row.MaxCells} columns");
        return isSplit;
    }

    // Link-layer records may carry hardware addresses; they are traffic that no IP rule can speak about.
    Parsed NotAnIp(IpProtocol protocol, Column column, out Fault fault) =>
        protocol is IpProtocol.Arp or IpProtocol.LinkLayer
            ? Nothing(out fault)
            : Bad(column, "an IPv4 or IPv6 address", out fault);

    static Parsed Nothing(out Fault fault)
    {
        fault = default;
        return Parsed.Nothing;
    }

    Parsed Bad(Column column, string expected, out Fault fault)
    {
        fault = At(column, expected);
        return Parsed.Bad;
    }

    Fault At(Column column, string expected) =>
        new(Has(column) ? _row.StartOf(_places[(int)column]) : 0, $"{expected} ({Words(column)})");

    // CIC's files hold hundreds of thousands of rows that are nothing but separators.
    bool IsBlank(ReadOnlySpan<byte> record) =>
        record.IsEmpty || ((record[0] == Separator || record[0] is (byte)' ' or (byte)'\t')
            && record.IndexOfAnyExcept(Separator, (byte)' ', (byte)'\t') < 0);

    static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> record) =>
        record.StartsWith("\uFEFF"u8) ? record[3..] : record;

    static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> cell) =>
        cell is [> (byte)'"', .., > (byte)'"'] ? cell : cell.Trim(" \t\""u8);

    /// <summary>A column's name as it is compared: its letters, digits and '+' in lower case.</summary>
    internal static string Normalised(string name) =>
        string.Concat(name.Where(c => char.IsAsciiLetterOrDigit(c) || c == '+')).ToLowerInvariant();

    static string Words(Column column) => column switch
    {
        Column.FirstSeen => "time first seen",
        Column.SourceIp => "source address",
        Column.SourcePort => "source port",
        Column.DestinationIp => "destination address",
        Column.DestinationPort => "destination port",
        Column.ForwardPackets => "packets sent by the source",
        Column.BackwardPackets => "packets sent by the destination",
        Column.ForwardBytes => "bytes sent by the source",
        Column.BackwardBytes => "bytes sent by the destination",
        _ => column.ToString().ToLowerInvariant(),
    };
}
