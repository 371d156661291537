using System.Net;
using Merlon.Scenarios.Logs;

namespace Merlon.Scenarios.Telling;

/// <summary>The steps of an attack, in order of time.</summary>
sealed partial class Story
{
    Occurrence? _connection;

    /// <summary>Attempts that were refused.</summary>
    public void Probe(IPAddress source, IPAddress destination, params ReadOnlySpan<int> ports)
    {
        foreach (var port in ports) Refused(source, destination, port, LineRole.Attack, Reasons.Refused(chance));
    }

    /// <summary>Attempts refused by something other than the rules of the scenario.</summary>
    public void StoppedElsewhere(IPAddress source, IPAddress destination, string reason, params ReadOnlySpan<int> ports)
    {
        foreach (var port in ports) Refused(source, destination, port, LineRole.Attack, reason, isExplained: false);
    }

    void Refused(
        IPAddress source, IPAddress destination, int port, LineRole role, string reason, bool isExplained = true) =>
        Events.Add(Line(OccurrenceKind.Refused, role, source, destination, port) with
        {
            Reason = reason,
            IsExplained = isExplained,
        });

    /// <summary>A connection of the attacker that was let in.</summary>
    public void Enter(
        IPAddress source, IPAddress destination, int port, string protocol = "tcp", bool isKey = true, int seconds = 0)
    {
        if (seconds > 0) Now = Now.AddSeconds(seconds);
        _connection = Line(OccurrenceKind.Admitted, LineRole.Attack, source, destination, port) with
        {
            Protocol = protocol,
            IsKey = isKey,
            Reason = Reasons.Admitted(chance),
        };
        Events.Add(_connection);
    }

    /// <summary>The connection under way goes where a port forward leads it.</summary>
    public void Enter(IPAddress source, IPAddress outer, int port, (IPAddress, int) inner)
    {
        Enter(source, outer, port);
        _connection = Events[^1] = _connection! with { Translated = inner };
    }

    public void Transfer(long sent, long received) =>
        Follow(OccurrenceKind.Transfer, "Data transfer", chance.Between(5, 90), sent, received);

    public void Alert(string message) => Follow(OccurrenceKind.Alert, message, chance.Between(1, 9));

    public void Blocked(string message) => Follow(OccurrenceKind.Blocked, message, chance.Between(1, 9));

    public void LoginFailed(string user) => Follow(OccurrenceKind.LoginFailed, "Login failed", 1, user: user);

    public void LoggedIn(string user) => Follow(OccurrenceKind.LoginSucceeded, "Login succeeded", 1, user: user);

    /// <summary>Many failed logins, then, unless it was in vain, one that worked.</summary>
    public void Guess(IPAddress source, IPAddress destination, int port, int times, int secondsApart, string[] users,
        bool works, string? worksFor = null)
    {
        for (var at = 0; at < times; at++)
        {
            Enter(source, destination, port, isKey: !works && at == times - 1, seconds: secondsApart);
            LoginFailed(users[at % users.Length]);
        }

        if (!works) return;
        Enter(source, destination, port, seconds: secondsApart);
        LoggedIn(worksFor ?? users[0]);
    }

    /// <summary>Very many connections in a short time; the last is the key, since the volume is the harm.</summary>
    public void Flood(IPAddress source, IPAddress destination, int port, int times, string protocol = "tcp")
    {
        for (var at = 0; at < times; at++)
        {
            Enter(source, destination, port, protocol, isKey: at == times - 1);
            if (at == 0) continue;
            Now = Events[^2].At.AddMilliseconds(chance.Between(150, 600));
            Events[^1] = _connection = _connection! with { At = Now };
        }
    }

    /// <summary>The host taken over may not get out; left out where a further cause goes on from it.</summary>
    public void TriesToGetOut(IPAddress victim, params ReadOnlySpan<int> ports)
    {
        if (IsCombined || AcceptsByDefault || AcceptsByDefault6) return;
        Wait(chance.Between(1, 6));
        Probe(victim, Outside(victim.IsSix()), ports);
    }

    public void Wait(int minutes) => Now = Now.AddMinutes(minutes);

    /// <summary>What a detection system said of the last attempt, which was refused.</summary>
    public void AlertOfRefused(string message)
    {
        _connection = Events[^1];
        Blocked(message);
    }

    void Follow(OccurrenceKind kind, string reason, int seconds, long sent = 0, long received = 0, string user = "")
    {
        Now = Now.AddSeconds(seconds);
        Events.Add(_connection! with
        {
            At = Now,
            Kind = kind,
            Reason = reason,
            BytesOut = sent,
            BytesIn = received,
            User = user,
            IsKey = false,
        });
    }

    Occurrence Line(OccurrenceKind kind, LineRole role, IPAddress source, IPAddress destination, int port)
    {
        Now = Now.AddSeconds(chance.Between(1, 4));
        return new()
        {
            At = Now,
            Kind = kind,
            Role = role,
            Source = source,
            SourcePort = chance.Between(32768, 60999),
            Destination = destination,
            DestinationPort = port,
        };
    }
}
