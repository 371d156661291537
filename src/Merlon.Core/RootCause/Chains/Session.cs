using Merlon.RootCause.Logs;
using Merlon.RootCause.Policies;

namespace Merlon.RootCause.Chains;

/// <summary>What logs tell of one connection, or of one attempt at it.</summary>
public sealed class Session(LogEvent first)
{
    readonly List<LogEvent> _lines = [first];

    /// <summary>What is told of its packets, by all its lines together.</summary>
    public PacketFacts Facts { get; private set; } = PacketFacts.Of(first);

    /// <summary>In order of time.</summary>
    public IReadOnlyList<LogEvent> Lines => _lines;

    public DateTime? At => _lines[0].At;

    public DateTime? Last => _lines[^1].At;

    /// <summary>What a firewall did; where none tells, that it came through to a server.</summary>
    public Ruling? Ruling => Decided?.Ruling ?? (Told(EventKind.Request) ?? Told(EventKind.Login)) switch
    {
        not null => Logs.Ruling.Allowed,
        null when IsAlertEnough => Told(EventKind.Alert)?.Ruling,
        null => null,
    };

    /// <summary>Nothing but detection systems tells what was let pass.</summary>
    internal bool IsAlertEnough { get; set; }

    /// <summary>The line that says whether it was let pass; null where none does.</summary>
    public LogEvent? Decided => _lines.Find(line =>
        line is { Kind: EventKind.Decision or EventKind.Connection, Ruling: not null });

    /// <summary>The line that speaks for it.</summary>
    public LogEvent Key => Decided ?? _lines.Find(line => line.Ruling is Logs.Ruling.Allowed) ?? _lines[0];

    public IEnumerable<LogEvent> Alerts => _lines.Where(line => line.Kind is EventKind.Alert);

    public IEnumerable<LogEvent> Logins => _lines.Where(line => line.Kind is EventKind.Login);

    /// <summary>A refusal of what was in it, after it was let pass.</summary>
    public LogEvent? CutOff => Decided is not { Ruling: Logs.Ruling.Allowed } admitted ? null : _lines.Find(line =>
        line is { Kind: EventKind.Decision or EventKind.Alert, Ruling: Logs.Ruling.Denied }
        && !ReferenceEquals(line, admitted));

    /// <summary>Source to destination; the largest count that a line tells, since lines repeat it.</summary>
    public long Sent => _lines.Max(line => line.BytesSent ?? 0);

    public long Received => _lines.Max(line => line.BytesReceived ?? 0);

    public string? User => _lines.Select(line => line.User).LastOrDefault(user => user is not null);

    internal void Add(LogEvent line)
    {
        _lines.Add(line);
        Facts = new(
            Facts.Source ?? line.Source, Facts.SourcePort ?? line.SourcePort,
            Facts.Destination ?? line.Destination, Facts.DestinationPort ?? line.DestinationPort,
            Facts.Protocol ?? line.Protocol)
        {
            InInterface = Facts.InInterface ?? line.InInterface,
            OutInterface = Facts.OutInterface ?? line.OutInterface,
        };
    }

    LogEvent? Told(EventKind kind) => _lines.Find(line => line.Kind == kind);
}
