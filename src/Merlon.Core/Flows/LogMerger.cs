namespace Merlon.Flows;

/// <summary>
/// Several logs as one stream in order of event time: always reads on in the log that is furthest behind, and puts
/// what comes through one <see cref="ReorderBuffer"/>. Rotated parts may be given in any order.
/// </summary>
public sealed class LogMerger
{
    readonly ReorderBuffer _buffer;
    readonly List<(FlowReader Reader, Observation Next)> _open = [];

    public LogMerger(IEnumerable<FlowReader> readers, ReorderBuffer buffer)
    {
        _buffer = buffer;
        foreach (var reader in readers)
        {
            if (Failure is null) Open(reader);
        }
    }

    /// <summary>Why one of the logs cannot be read on, in one line; null while all can.</summary>
    public string? Failure { get; private set; }

    /// <returns>False at the end of all logs, or when there is a <see cref="Failure"/>.</returns>
    public bool TryRead(out Observation observation)
    {
        while (!_buffer.TryTake(isEnd: _open.Count == 0, out observation))
        {
            if (Failure is not null || _open.Count == 0) return false;
            ReadOn(FurthestBehind());
        }

        return Failure is null;
    }

    void Open(FlowReader reader)
    {
        if (reader.TryRead(out var first)) _open.Add((reader, first));
        Failure ??= reader.Failure;
    }

    void ReadOn(int index)
    {
        var (reader, next) = _open[index];
        _buffer.Add(next);
        if (reader.TryRead(out var following)) _open[index] = (reader, following);
        else _open.RemoveAt(index);
        Failure ??= reader.Failure;
    }

    int FurthestBehind()
    {
        var furthest = 0;
        for (var i = 1; i < _open.Count; i++)
        {
            if (_open[i].Next.At < _open[furthest].Next.At) furthest = i;
        }

        return furthest;
    }
}
