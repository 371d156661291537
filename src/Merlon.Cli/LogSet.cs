using System.Collections.Immutable;
using System.CommandLine;
using Merlon.Evaluation.Certificates;
using Merlon.Flows;
using Merlon.Host;
using Merlon.Synthesis;

namespace Merlon.Cli;

/// <summary>The options by which logs are read.</summary>
sealed class LogOptions(Argument<string[]> files)
{
    readonly Option<string> _format = Options.Format();
    readonly Option<bool> _strict = Options.Strict();
    readonly Option<TimeSpan> _utcOffset = Options.UtcOffset();
    readonly Option<string> _clock = Options.Clock();
    readonly Option<TimeSpan?> _lateness = Options.Lateness();
    readonly CaptureOptions _captures = new();

    public LogOptions() : this(Options.Files()) { }

    public void AddTo(Command command)
    {
        command.Add(files);
        foreach (var option in (Option[])[_format, _strict, _utcOffset, _clock, _lateness]) command.Add(option);
        _captures.AddTo(command);
    }

    /// <param name="keepsDetail">Flows out of captures bring all that is known of them.</param>
    /// <returns>Null when a log cannot be read; that was said on standard error.</returns>
    public LogSet? Open(ParseResult parsed, bool keepsDetail = false) =>
        Open(parsed, parsed.GetRequiredValue(files), areDigested: false, keepsDetail);

    /// <summary>As <see cref="Open(ParseResult, bool)"/>, of some of the logs alone.</summary>
    public LogSet? Open(
        ParseResult parsed, IReadOnlyList<string> paths, bool areDigested = false, bool keepsDetail = false) =>
        _captures.LabelledHints(parsed) is not { } hints ? null : LogSet.Open(
            [.. paths.Select(path => (path, parsed.GetRequiredValue(_format)))],
            new(parsed.GetValue(_utcOffset), parsed.GetRequiredValue(_clock) == "24h"),
            parsed.GetValue(_strict),
            parsed.GetValue(_lateness) ?? TimeSpan.MaxValue,
            areDigested,
            hints with { KeepsDetail = keepsDetail });

    public IReadOnlyList<string> Paths(ParseResult parsed) => parsed.GetRequiredValue(files);

    /// <summary>How the logs are read, and what counts as an alert in them.</summary>
    public Reading Reading(ParseResult parsed, double? threshold, ResponseSettings settings) => new(
        parsed.GetValue(_utcOffset),
        parsed.GetRequiredValue(_clock),
        parsed.GetValue(_strict),
        parsed.GetValue(_lateness),
        threshold,
        settings.MaxIdle,
        settings.BenignSpan)
    {
        Captures = CaptureReading.Of(_captures.Hints(parsed)),
    };
}

/// <summary>Logs being read as one stream in order of time, with what is to be said of them at the end.</summary>
sealed class LogSet : IDisposable
{
    readonly List<InputFile> _inputs = [];
    readonly List<FlowReader> _readers = [];
    readonly ReorderBuffer _buffer;
    readonly EndRequest _end = new();

    LogSet(TimeSpan lateness) => _buffer = new(lateness);

    public IReadOnlyList<FlowReader> Readers => _readers;

    public long BadLines => _readers.Sum(reader => reader.BadLines);

    /// <summary>Rows that came too late to be put in their place.</summary>
    public long Late => _buffer.Late;

    /// <summary>The share of all bytes that was read; null when their number is not known.</summary>
    public double? Progress =>
        _inputs.Any(input => input.Length is null)
            ? null
            : (double)_inputs.Sum(input => input.Position) / Math.Max(1, _inputs.Sum(input => input.Length!.Value));

    public static LogSet? Open(
        IReadOnlyList<(string Path, string Format)> files, ClockHints hints, bool strict, TimeSpan lateness,
        bool areDigested = false, CaptureHints? captures = null)
    {
        var logs = new LogSet(lateness);
        foreach (var (path, format) in files)
        {
            if (logs.TryAdd(path, format, hints, strict, areDigested, captures)) continue;
            logs.Dispose();
            return null;
        }

        return logs;
    }

    /// <summary>Hands every observation over in order of time.</summary>
    /// <returns>False when a log broke; that was said on standard error.</returns>
    /// <exception cref="OperationCanceledException">Somebody asked to end.</exception>
    public bool TryReadAll(Action<Observation> next)
    {
        var captures = _readers.Where(reader => reader.Packets is not null).ToList();
        using var progress = ProgressLine.Start(() => Progress, captures.Count > 0 ? "packets" : "flows");
        foreach (var capture in captures) capture.HasRead = HasRead;
        var merger = new LogMerger(_readers, _buffer);
        long count = 0;
        while (merger.TryRead(out var observation))
        {
            next(observation);
            if (captures.Count == 0) HasRead(++count);
        }

        _end.Heed();
        _end.Dispose();
        progress.Dispose();
        Report();
        if (merger.Failure is not { } failure) return true;

        Screen.Error(failure);
        return false;

        void HasRead(long read)
        {
            progress.Tick(read);
            _end.Heed();
        }
    }

    /// <summary>The files of what was read, as they are stored; of logs that were opened for it.</summary>
    /// <returns>Null when one cannot be read to its end; that was said on standard error.</returns>
    public ImmutableArray<CertifiedLog>? Digests()
    {
        try
        {
            return [.. _inputs.Zip(_readers, (input, reader) =>
            {
                var (bytes, sha256) = input.Digest();
                return new CertifiedLog(reader.Format, new(input.Name, bytes, sha256));
            })];
        }
        catch (IOException e)
        {
            Screen.Error(e.Message);
            return null;
        }
    }

    public void Dispose()
    {
        _end.Dispose();
        _inputs.ForEach(input => input.Dispose());
    }

    bool TryAdd(
        string path, string format, ClockHints hints, bool strict, bool isDigested, CaptureHints? captures)
    {
        var input = InputFile.Open(path, out var failure, isDigested, () => _end.IsMade);
        if (input is not null) _inputs.Add(input);
        var reader = input is null
            ? null
            : FlowFormats.Open(input.Content, input.Name, format, hints, strict, out failure, captures);
        _end.Heed();
        if (reader is not null) _readers.Add(reader);
        else Screen.Error(failure!);
        return reader is not null;
    }

    void Report()
    {
        foreach (var reader in _readers)
        {
            if (reader.Failure is not null) continue;
            foreach (var bad in reader.FirstBadLines) Screen.Warning(bad.ToString());
            if (reader.BadLines > reader.FirstBadLines.Count)
                Screen.Warning($"{reader.File}: {reader.BadLines:N0} bad lines in all were skipped");
            if (reader.Packets is { } packets) CaptureText.TellBroken(reader.File, packets);
            foreach (var note in reader.Notes) Screen.Note($"{reader.File}: {note}");
        }

        if (Late > 0) Screen.Note($"{Late:N0} rows came too late to be put in order; they were taken when they came");
    }
}
