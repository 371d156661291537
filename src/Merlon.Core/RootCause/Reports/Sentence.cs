using System.Collections.Immutable;
using Merlon.RootCause.Logs;

namespace Merlon.RootCause.Reports;

/// <summary>Puts a claim together: what is said of a line is said with the line.</summary>
sealed class Sentence
{
    readonly List<Assertion> _evidence = [];

    /// <summary>What a line tells, as a part of the text.</summary>
    public string Told(LogEvent line, EventField field)
    {
        var value = field.Of(line) ?? "";
        if (value.Length > 0) _evidence.Add(new Assertion.Tells(line.Place, field, value));
        return value;
    }

    /// <summary>The address and port that a line tells.</summary>
    public string Service(LogEvent line)
    {
        var address = line.Destination is null ? "a host that is not told" : Told(line, EventField.Destination);
        if (line.DestinationPort is null) return address;

        var port = Told(line, EventField.DestinationPort);
        var protocol = line.Protocol is null ? "" : $"/{Told(line, EventField.Protocol)}";
        return $"{address} port {port}{protocol}";
    }

    /// <summary>Who talked to whom by which service, which the text need not say.</summary>
    public void Ends(LogEvent line)
    {
        foreach (var field in (EventField[])
            [EventField.Source, EventField.Destination, EventField.DestinationPort, EventField.Protocol])
            Told(line, field);
    }

    public int Count(IEnumerable<LogEvent> lines)
    {
        var places = lines.Select(line => line.Place).Distinct().ToImmutableArray();
        _evidence.Add(new Assertion.Counts(places.Length, places));
        return places.Length;
    }

    /// <summary>All lines have this in a field.</summary>
    public void All(IEnumerable<LogEvent> lines, EventField field)
    {
        foreach (var line in lines) Told(line, field);
    }

    public void Add(Assertion assertion) => _evidence.Add(assertion);

    public Claim Says(string text) => new(text, [.. _evidence.Distinct()]);
}
