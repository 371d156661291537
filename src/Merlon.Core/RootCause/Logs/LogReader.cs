using System.Text;
using Merlon.Flows;
using Merlon.Net;

namespace Merlon.RootCause.Logs;

/// <summary>What those who read a log know of its clock.</summary>
/// <param name="UtcOffset">Of times that are written without one.</param>
/// <param name="Year">Of times that are written without one; null where nobody knows.</param>
public readonly record struct LogHints(TimeSpan UtcOffset, int? Year);

/// <summary>
/// Reads a log line by line, each in the syntax in which it is written, in memory that does not grow with it: tables,
/// JSON, netfilter, filterlog, Cisco ASA, Fortinet and other name=value lines, MikroTik, fast.log, Zeek, sshd, and web
/// servers, with syslog's head or without.
/// </summary>
/// <remarks>No line makes it fail: what cannot be read is counted, and the first of it kept for people.</remarks>
public sealed class LogReader
{
    const int MostBadShown = 3, MostYears = 100, MostOfRow = 1 << 20, MostKept = 1 << 16;

    // Half a year back in a log is the next year.
    static readonly TimeSpan LongestShift = TimeSpan.FromDays(183);

    readonly ILogSyntax[] _syntaxes =
    [
        new NetfilterSyntax(), new JsonSyntax(), new ZeekSyntax(), new FilterLogSyntax(), new AsaSyntax(),
        new FastLogSyntax(), new MikroTikSyntax(), new SshdSyntax(), new WebLogSyntax(), new LoginSyntax(),
        new NamedValueSyntax(), new TableSyntax(),
    ];

    readonly Records _records;
    readonly int _number;
    readonly LogHints _hints;
    readonly LogLine _line = new();
    readonly long[] _events;
    readonly List<BadLine> _badLines = [];
    readonly HashSet<LogField> _told = [];
    readonly HashSet<string> _notes = [];
    ILogSyntax _latest;
    long _at;   // the line on which what is read begins
    DateTime _latestTime;
    int _yearsOn;   // since the log began, of times without a year

    /// <param name="number">Of the log, among those given.</param>
    /// <param name="file">Its name, for messages.</param>
    public LogReader(Stream content, int number, string file, LogHints hints)
    {
        (File, _number, _hints, _latest, _events) = (file, number, hints, _syntaxes[0], new long[_syntaxes.Length]);
        var window = new ByteWindow(content);
        while (window.Bytes.Length < 16 && window.TryGrow()) { }
        _records = window.Bytes.TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'[' or (byte)'{', ..]
            ? new JsonValues(window) : new Lines(window);
    }

    public string File { get; }

    public long Lines { get; private set; }

    public long Events { get; private set; }

    /// <summary>Lines that no syntax knows.</summary>
    public long BadLines { get; private set; }

    public IReadOnlyList<BadLine> FirstBadLines => _badLines;

    /// <summary>In which syntaxes how many events were.</summary>
    public IEnumerable<(string Syntax, long Events)> Syntaxes =>
        _syntaxes.Zip(_events, (syntax, events) => (syntax.Name, events)).Where(one => one.events > 0);

    /// <summary>What some line told; what is not here, the log does not tell.</summary>
    public IReadOnlySet<LogField> Told => _told;

    /// <summary>Some of its times have no year, and nobody knows it.</summary>
    public bool LacksYears { get; private set; }

    /// <summary>Some of its times have no offset from UTC.</summary>
    public bool LacksOffsets { get; private set; }

    /// <summary>What was taken for granted.</summary>
    public IReadOnlyCollection<string> Notes => _notes;

    /// <summary>Why it could not be read to its end; null when it could.</summary>
    public string? Failure => _records.Failure;

    /// <returns>Null at the end.</returns>
    public LogEvent? Next()
    {
        while (TryTake(out var text))
        {
            _at = Math.Max(_records.Line, _at + 1);   // values of JSON on one line are numbered
            if (_latest is TableSyntax table && table.EndsWithin(text, isWithin: false)) text = Whole(text, table);
            if (text.AsSpan().Trim(" \t\uFEFF").IsEmpty) continue;
            if (_records.IsOverlong) NoteBad($"a line of at most {ByteWindow.MaxRecord >> 20} MB");
            else if (Read(text) is { } read) return read;
        }

        return null;
    }

    bool TryTake(out string text)
    {
        var isRead = _records.TryRead(out var record);
        text = isRead ? Encoding.UTF8.GetString(record) : "";
        if (isRead) Lines++;
        return isRead;
    }

    // A row whose last cell goes on: what stands in it is no row of its own, though it may look like one.
    string Whole(string row, TableSyntax table)
    {
        var whole = new StringBuilder(row);
        var (isWithin, length) = (true, row.Length);
        while (isWithin && length < MostOfRow && TryTake(out var more))
        {
            isWithin = table.EndsWithin(more, isWithin);
            length += more.Length + 1;
            if (whole.Length < MostKept) whole.Append('\n').Append(more);
        }

        return whole.ToString();
    }

    LogEvent? Read(ReadOnlySpan<char> text)
    {
        text = text.Trim('\uFEFF');
        var head = SyslogHead.Read(text, out var message);
        var kind = ReadInAny(message, head);
        if (kind is LineKind.Foreign && head.Time is not null) kind = ReadInAny(text, default);
        if (kind is LineKind.Foreign)
        {
            NoteBad("a line of a log (merlon rca --help names those that are read)");
            return null;
        }

        if (kind is LineKind.Silent) return null;
        if (!TryReadTime(head, out var at))
        {
            NoteBad("a time such as 2026-01-31 12:00:00");
            return null;
        }

        Events++;
        _events[Array.IndexOf(_syntaxes, _latest)]++;
        for (var field = (LogField)0; field < LogField.Ignored; field++)
        {
            if (_line[field] is not null) _told.Add(field);
        }

        return EventDraft.Of(_line, new(_number, _at), at);
    }

    // Lines of a log are alike, so that of the one before is tried first.
    LineKind ReadInAny(ReadOnlySpan<char> text, in SyslogHead head)
    {
        var kind = Read(text, head, _latest);
        for (var i = 0; i < _syntaxes.Length && kind is LineKind.Foreign; i++) kind = Read(text, head, _syntaxes[i]);
        return kind;
    }

    LineKind Read(ReadOnlySpan<char> text, in SyslogHead head, ILogSyntax syntax)
    {
        _line.Clear();
        var kind = syntax.Read(text, head, _line);
        if (kind is not LineKind.Foreign) _latest = syntax;
        return kind;
    }

    bool TryReadTime(in SyslogHead head, out DateTime? at)
    {
        at = null;
        var time = head.Time;
        if (_line[LogField.Time] is not null || _line[LogField.Date] is not null)
        {
            if (!LogTime.TryRead(_line[LogField.Time], out var read) && !LogTime.TryRead(Composed(), out read))
                return false;
            time = read;
        }

        if (time is { } told) at = Placed(told);
        return true;
    }

    // Of two fields, as Fortinet has them, and the offset.
    string Composed() =>
        $"{_line[LogField.Date]} {_line[LogField.Clock] ?? _line[LogField.Time]} {_line[LogField.Offset]}".Trim();

    DateTime Placed(LogTime time)
    {
        _told.Add(LogField.Time);
        var at = time.Value;
        if (!time.HasYear)
        {
            at = at.AddYears((_hints.Year ?? LogTime.NoYear) - LogTime.NoYear + _yearsOn);
            if (_latestTime - at > LongestShift && _yearsOn < MostYears)
            {
                _yearsOn++;
                at = at.AddYears(1);
            }

            _latestTime = at;
            LacksYears |= _hints.Year is null;
        }

        if (time.HasOffset) return at;

        LacksOffsets = true;
        _notes.Add($"its times have no offset from UTC; taken as {Text(_hints.UtcOffset)} (--utc-offset)");
        return at - _hints.UtcOffset;
    }

    static string Text(TimeSpan offset) =>
        $"{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}";

    void NoteBad(string expected)
    {
        BadLines++;
        if (_badLines.Count < MostBadShown) _badLines.Add(new(File, _at, 1, expected));
    }
}
