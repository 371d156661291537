using Merlon.Net;
using Merlon.RootCause.Logs;

namespace Merlon.RootCause.Chains;

/// <summary>All sessions of one source with one service of one destination; null where that is not told.</summary>
public sealed record Dealing(Ip? Source, Ip? Destination, ushort? Port, IpProtocol? Protocol)
{
    /// <summary>In the order in which they began.</summary>
    public required IReadOnlyList<Session> Sessions { get; init; }

    public IEnumerable<Session> Admitted => Sessions.Where(session => session.Ruling is Ruling.Allowed);

    public IEnumerable<Session> Refused =>
        Sessions.Where(session => session.Ruling is Ruling.Denied or Ruling.Unanswered);

    public static IReadOnlyList<Dealing> Of(IEnumerable<Session> sessions) =>
    [
        .. from session in sessions
           let facts = session.Facts
           group session by (facts.Source, facts.Destination, facts.DestinationPort, facts.Protocol) into own
           select new Dealing(own.Key.Source, own.Key.Destination, own.Key.DestinationPort, own.Key.Protocol)
           {
               Sessions = [.. own],
           },
    ];

    public bool HasSameService(Dealing other) =>
        Destination == other.Destination && Port == other.Port && Protocol == other.Protocol;
}
