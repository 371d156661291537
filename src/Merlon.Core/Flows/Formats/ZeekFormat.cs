using System.Text;

namespace Merlon.Flows.Formats;

/// <summary>
/// Zeek's conn.log as tab-separated text: columns in any order, as the <c>#fields</c> line names them, which may
/// stand again where logs were joined; with or without label columns.
/// </summary>
/// <remarks>
/// https://docs.zeek.org/en/master/logs/conn.html. IoT-23 separates its last three columns (tunnel_parents, label,
/// detailed-label) by spaces, in the header and in the rows; they are read as columns all the same.
/// </remarks>
public sealed class ZeekFormat : TableFormat
{
    bool _lastCellHoldsMore;
    bool _isConnLog = true;
    byte[] _widened = [];

    public ZeekFormat() => (Separator, IsPadded) = ((byte)'\t', false);

    public override string Name => "zeek";

    protected override string TimeExpected => "a time in seconds since 1970";

    protected override Column ColumnNamed(string name) => name switch
    {
        "ts" => Column.FirstSeen,
        "duration" => Column.Duration,
        "proto" => Column.Protocol,
        "idorigh" => Column.SourceIp,
        "idorigp" => Column.SourcePort,
        "idresph" => Column.DestinationIp,
        "idrespp" => Column.DestinationPort,
        "origpkts" => Column.ForwardPackets,
        "resppkts" => Column.BackwardPackets,
        "origipbytes" => Column.ForwardBytes,
        "respipbytes" => Column.BackwardBytes,
        "label" => Column.Label,
        "detailedlabel" => Column.Attack,
        "connstate" => Column.State,
        _ => Column.Ignored,
    };

    public override Parsed Read(ReadOnlySpan<byte> record, ref Observation observation, out Fault fault)
    {
        fault = default;
        if (record.IsEmpty) return Parsed.Nothing;
        if (record[0] == '#') return ReadDirective(record, out fault);
        if (Width == 0 || !_isConnLog)
        {
            fault = new(0, _isConnLog ? "a Zeek log's #fields line first" : "a conn.log; the #path line names another");
            return Parsed.Hopeless;
        }

        return ReadRow(_lastCellHoldsMore ? Widened(record) : record, ref observation, out fault);
    }

    protected override bool TryReadTime(ReadOnlySpan<byte> cell, out DateTime time) =>
        Timestamps.TryReadEpoch(cell, out time) || Timestamps.TryReadYearFirst(cell, default, out time, out _);

    Parsed ReadDirective(ReadOnlySpan<byte> record, out Fault fault)
    {
        fault = default;
        if (record.StartsWith("#separator "u8)) return ReadSeparator(record["#separator ".Length..], out fault);
        if (record.StartsWith("#path"u8)) _isConnLog = record[5..].Trim([Separator, (byte)' ']).StartsWith("conn"u8);
        if (!record.StartsWith("#fields"u8) || !_isConnLog) return Parsed.Nothing;

        var fields = record["#fields".Length..].Trim([Separator, (byte)' ', (byte)'\t']);
        var names = Encoding.UTF8.GetString(fields).Split((char)Separator).ToList();
        var last = names[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        _lastCellHoldsMore = last.Length > 1;
        names.RemoveAt(names.Count - 1);
        names.AddRange(last);
        return SetColumns(names, out fault) ? Parsed.Nothing : Parsed.Hopeless;
    }

    Parsed ReadSeparator(ReadOnlySpan<byte> text, out Fault fault)
    {
        fault = default;
        if (text.Length == 4 && text[0] == '\\' && text[1] == 'x'
            && byte.TryParse(text[2..], System.Globalization.NumberStyles.HexNumber, null, out var separator))
        {
            Separator = separator;
            return Parsed.Nothing;
        }

        fault = new("#separator ".Length, @"a separator such as \x09");
        return Parsed.Hopeless;
    }

    // Runs of spaces in the last cell become separators; nothing before it changes its place.
    ReadOnlySpan<byte> Widened(ReadOnlySpan<byte> record)
    {
        if (_widened.Length < record.Length) _widened = new byte[record.Length * 2];

        var length = record.LastIndexOf(Separator) + 1;
        record[..length].CopyTo(_widened);
        var isPending = false;
        foreach (var c in record[length..].TrimEnd((byte)' '))
        {
            if (c != ' ')
            {
                if (isPending) _widened[length++] = Separator;
                _widened[length++] = c;
            }

            isPending = c == ' ';
        }

        return _widened.AsSpan(0, length);
    }
}
