using Merlon.Net;

namespace Merlon.RootCause.Logs;

/// <summary>What one line of a log tells; null where it does not.</summary>
/// <remarks>Whatever is text here may be an attacker's: it is data, and never obeyed or shown as it is.</remarks>
public sealed record LogEvent
{
    public required LogPlace Place { get; init; }

    public required EventKind Kind { get; init; }

    /// <summary>UTC, as far as the log and those who read it know.</summary>
    public DateTime? At { get; init; }

    public Ip? Source { get; init; }
    public ushort? SourcePort { get; init; }
    public Ip? Destination { get; init; }
    public ushort? DestinationPort { get; init; }
    public IpProtocol? Protocol { get; init; }

    /// <summary>Its TCP flags are SYN alone: it asks for a connection.</summary>
    public bool? IsOpening { get; init; }

    public byte? IcmpType { get; init; }

    /// <summary>Whether whoever wrote the line let it pass.</summary>
    public Ruling? Ruling { get; init; }

    public string? InInterface { get; init; }
    public string? OutInterface { get; init; }

    public string? Reason { get; init; }
    public string? User { get; init; }

    /// <summary>The rule that acted, by the name that the log has for it.</summary>
    public string? Rule { get; init; }

    /// <summary>Source to destination.</summary>
    public long? BytesSent { get; init; }
    public long? BytesReceived { get; init; }

    public string? Method { get; init; }
    public string? Url { get; init; }
    public string? Agent { get; init; }

    /// <summary>Of HTTP (RFC 9110, 15).</summary>
    public int? Status { get; init; }
}

/// <summary>What sort of thing a line tells of.</summary>
public enum EventKind
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>A firewall, or what stands in for one, let something pass or not.</summary>
    Decision,

    /// <summary>Two hosts talked, or tried to.</summary>
    Connection,

    /// <summary>Something was taken for an attack.</summary>
    Alert,

    /// <summary>Somebody tried to log in, and was refused or not.</summary>
    Login,

    /// <summary>A request to a web server.</summary>
    Request,
}

/// <summary>What a line says was done.</summary>
public enum Ruling
{
    Allowed,
    Denied,

    /// <summary>Nobody answered; whether anything was in the way is not told.</summary>
    Unanswered,
}
