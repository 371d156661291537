namespace Merlon.Flows;

/// <summary>
/// What holds of every reader and every log, as complaints: none, if it holds. They take the reading itself, so
/// that a test can hand them one with a fault and see that it is noticed.
/// </summary>
static class LogProperties
{
    /// <summary>Reading ends, throws nothing, and its counts add up.</summary>
    public static IEnumerable<string> Unsound(Func<byte[], Reading> read, byte[] log)
    {
        try
        {
            return [.. read(log).Complaints()];
        }
        catch (Exception e)
        {
            return [$"threw {e.GetType().Name}: {e.Message}"];
        }
    }

    /// <summary>
    /// A log that was cut off tells nothing that the whole does not tell; cut within a line, save for its last record.
    /// </summary>
    public static IEnumerable<string> NotPrefixes(Func<byte[], Reading> read, byte[] log, IEnumerable<int> cuts)
    {
        var whole = read(log).Observations;
        foreach (var cut in cuts)
        {
            var part = read(log[..cut]);
            foreach (var complaint in part.Complaints()) yield return $"cut at {cut}: {complaint}";

            var isAtLineEnd = cut == 0 || log[cut - 1] == '\n';
            var sure = isAtLineEnd ? part.Observations.Count : Math.Max(0, part.Observations.Count - 1);
            if (!whole.Take(sure).SequenceEqual(part.Observations.Take(sure)))
                yield return $"cut at {cut}: the observations are not the first of the whole";
        }
    }

    /// <summary>How the stream cuts a log into pieces makes no difference.</summary>
    public static IEnumerable<string> DifferentInPieces(byte[] log, string format, int seed, int most = 7)
    {
        var whole = Reading.Of(log, format);
        var pieces = Reading.Of(new CrumblingStream(log, seed, most), format);
        if (whole.Failure != pieces.Failure) yield return $"failure: {pieces.Failure}";
        if (!whole.Observations.SequenceEqual(pieces.Observations)) yield return "other observations";
        if (whole.Reader?.Records != pieces.Reader?.Records) yield return "not as many records";
        if (whole.Reader is not null && !whole.BadLines.SequenceEqual(pieces.BadLines)) yield return "other bad lines";
    }

    public static IEnumerable<int> LineEnds(byte[] log) =>
        Enumerable.Range(0, log.Length).Where(i => log[i] == '\n').Select(i => i + 1);
}
