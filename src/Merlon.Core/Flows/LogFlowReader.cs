using System.Runtime.CompilerServices;
using Merlon.Net;

namespace Merlon.Flows;

/// <summary>
/// Reads the flows and alerts of one log, one after the other, in the order of the file. Every record is an
/// observation, nothing (a header, another event) or a bad line; the counts add up to
/// <see cref="FlowReader.Records"/>.
/// </summary>
public sealed class LogFlowReader(string file, Records records, IFlowFormat format, bool strict = false)
    : FlowReader(file)
{
    // A file of which the first thousand records make no sense is not in this format.
    const int Patience = 1_000;

    readonly List<BadLine> _firstBad = [];

    public override string Format => format.Name;
    public override IReadOnlyCollection<string> Notes => format.Notes;
    public override IReadOnlyList<BadLine> FirstBadLines => _firstBad;

    public override bool TryRead(out Observation observation)
    {
        Unsafe.SkipInit(out observation);   // 150 bytes, filled in place
        if (Failure is not null) return false;

        while (records.TryRead(out var record))
        {
            Records++;
            switch (Read(record, ref observation, out var fault))
            {
                case Parsed.Observation:
                    if (observation.Kind is RecordKind.Alert) Alerts++;
                    else Flows++;
                    return true;

                case Parsed.Nothing:
                    Nothing++;
                    break;

                case Parsed.Bad:
                    NoteBad(record, fault);
                    if (Failure is not null) return false;
                    break;

                case Parsed.Hopeless:
                    Failure = Located(record, fault).ToString();
                    return false;
            }
        }

        Failure = FailureAtEnd();
        return false;
    }

    Parsed Read(ReadOnlySpan<byte> record, ref Observation observation, out Fault fault)
    {
        if (!records.IsOverlong) return format.Read(record, ref observation, out fault);

        fault = new(0, $"a record of at most {ByteWindow.MaxRecord:N0} bytes");
        return Parsed.Bad;
    }

    void NoteBad(ReadOnlySpan<byte> record, Fault fault)
    {
        BadLines++;
        var bad = Located(record, fault);
        if (_firstBad.Count < BadLinesShown) _firstBad.Add(bad);
        if (strict) Failure = bad.ToString();
        else if (BadLines == Patience && Flows + Alerts == 0) Failure = NotInThisFormat();
    }

    BadLine Located(ReadOnlySpan<byte> record, Fault fault)
    {
        var before = record[..Math.Min(fault.Offset, record.Length)];
        var newline = before.LastIndexOf((byte)'\n');
        var column = newline < 0 ? records.Column + before.Length : before.Length - newline;
        return new(
            File, records.Line + before.Count((byte)'\n'), (int)Math.Min(column, int.MaxValue), fault.Expected);
    }

    string? FailureAtEnd()
    {
        if (records.Failure is { } broken) return $"{File}: {broken} (after {Records:N0} records)";
        if (Records == 0) return $"{File}: the file is empty";
        return BadLines > 0 && Flows + Alerts == 0 && BadLines >= Nothing ? NotInThisFormat() : null;
    }

    string NotInThisFormat() =>
        $"{_firstBad[0]} (none of the first {BadLines:N0} records could be read as {format.Name}; is that the format?)";
}
