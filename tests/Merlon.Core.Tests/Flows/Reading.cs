using System.Text;
using Merlon.Rules;

namespace Merlon.Flows;

/// <summary>All that came of reading one log to its end.</summary>
sealed record Reading(FlowReader? Reader, IReadOnlyList<Observation> Observations, string? Failure, bool IsStrict)
{
    public static Reading Of(
        string text, string format = FlowFormats.Auto, ClockHints clock = default, bool strict = false) =>
        Of(Encoding.UTF8.GetBytes(text), format, clock, strict);

    public static Reading Of(
        byte[] bytes, string format = FlowFormats.Auto, ClockHints clock = default, bool strict = false) =>
        Of(new MemoryStream(bytes), format, clock, strict, most: bytes.Length);

    public static Reading Of(
        Stream input, string format = FlowFormats.Auto, ClockHints clock = default, bool strict = false,
        long most = long.MaxValue)
    {
        var reader = FlowFormats.Open(input, "log", format, clock, strict, out var failure);
        return reader is null ? new(null, [], failure, strict) : Of(reader, strict, most);
    }

    /// <param name="most">No log holds more observations than bytes: beyond, the reader goes round in circles.</param>
    public static Reading Of(FlowReader reader, bool strict = false, long most = long.MaxValue)
    {
        var observations = new List<Observation>();
        while (reader.TryRead(out var observation))
        {
            observations.Add(observation);
            Assert.True(observations.Count <= most, "The reader does not come to an end.");
        }

        Assert.False(reader.TryRead(out _), "The reader ended and then went on.");
        return new(reader, observations, reader.Failure, strict);
    }

    public Flow OnlyFlow
    {
        get
        {
            Assert.Null(Failure);
            Assert.Empty(BadLines);
            return Assert.Single(Observations).Flow;
        }
    }

    public IEnumerable<string> Keys => Observations.Select(observation => observation.Flow.Key.ToString());

    public IReadOnlyList<string> BadLines => [.. Reader!.FirstBadLines.Select(bad => bad.ToString())];

    public int Count(RecordKind kind) => Observations.Count(observation => observation.Kind == kind);

    public int Count(Label label) => Observations.Count(observation => observation.Flow.Label == label);

    /// <summary>The last record was one after which nothing can be read; it is counted as a record only.</summary>
    public bool EndedHopelessly =>
        Failure is not null && Failure.Contains(": expected ", StringComparison.Ordinal)
        && !Failure.EndsWith("is that the format?)", StringComparison.Ordinal)
        && !(IsStrict && Reader!.BadLines == 1);

    /// <summary>What is wrong with it, whatever the log was: nothing, if the reader keeps its promises.</summary>
    public IEnumerable<string> Complaints()
    {
        if (Failure is "" || Failure?.AsSpan().IndexOfAny('\r', '\n') >= 0) yield return "the failure is not one line";
        if (Reader is null)
        {
            if (Failure is null) yield return "there is neither a reader nor a failure";
            yield break;
        }

        var told = Reader.Flows + Reader.Alerts + Reader.Nothing + Reader.BadLines + (EndedHopelessly ? 1 : 0);
        if (told != Reader.Records) yield return $"{Reader.Records} records, but {told} are accounted for";

        var alerts = Observations.Count(observation => observation.Kind is RecordKind.Alert);
        if (alerts != Reader.Alerts) yield return $"{alerts} alerts came, {Reader.Alerts} were counted";
        if (Observations.Count - alerts != Reader.Flows) yield return "not as many flows came as were counted";
        if (Reader.FirstBadLines.Count != Math.Min(Reader.BadLines, FlowReader.BadLinesShown))
            yield return "not the first few bad lines were kept";

        foreach (var bad in Reader.FirstBadLines.Where(bad => bad.Line < 1 || bad.Column < 1))
            yield return $"{bad} is nowhere";
        foreach (var observation in Observations.Where(observation => !IsSound(observation)))
            yield return $"unsound: {observation}";
    }

    static bool IsSound(in Observation observation)
    {
        var flow = observation.Flow;
        return flow.FirstSeen.Kind is DateTimeKind.Utc && observation.At.Kind is DateTimeKind.Utc
            && flow.Duration >= TimeSpan.Zero && flow.LastSeen >= flow.FirstSeen
            && flow is { Forward: { Packets: >= 0, Bytes: >= 0 }, Backward: { Packets: >= 0, Bytes: >= 0 } }
            && (flow.Attack is null || flow.Attack == VisibleText.Of(flow.Attack));
    }
}
