using System.Net;
using Merlon.Scenarios.Logs;

namespace Merlon.Scenarios.Telling;

/// <summary>What goes on besides the attack, at any time of the log.</summary>
sealed partial class Story
{
    /// <summary>Right use of a service, which a fix must not break.</summary>
    public void Use(
        IReadOnlyList<IPAddress> sources, IPAddress destination, int port, int times, string protocol = "tcp",
        (IPAddress, int)? inner = null)
    {
        for (var at = 0; at < times; at++)
        {
            var source = sources[at % sources.Count];
            var used = AnyTime(OccurrenceKind.Admitted, LineRole.Legitimate, source, destination, port) with
            {
                Protocol = protocol,
                Translated = inner,
                Reason = Reasons.Admitted(chance),
                User = chance.In(50) ? chance.Pick("user104", "user118", "user123", "user131", "svc-app") : "",
            };
            Events.Add(used);
            if (!chance.In(50)) continue;
            Events.Add(used with
            {
                At = used.At.AddSeconds(chance.Between(2, 60)),
                Kind = OccurrenceKind.Transfer,
                Reason = "Data transfer",
                BytesOut = protocol == "udp" ? chance.Between(60, 300) : chance.Between(400, 60_000),
                BytesIn = protocol == "udp" ? chance.Between(90, 900) : chance.Between(400, 900_000),
            });
        }
    }

    public void Use(IPAddress source, IPAddress destination, int port, int times, string protocol = "tcp") =>
        Use([source], destination, port, times, protocol);

    /// <summary>Somebody who mistypes a password once or twice, and then does not.</summary>
    public void HonestLogin(IPAddress source, IPAddress destination, int port, string user)
    {
        var at = Start.AddMinutes(chance.Between(5, 170));
        var slips = chance.Between(0, 2);
        for (var tried = 0; tried <= slips; tried++)
        {
            var used = AnyTime(OccurrenceKind.Admitted, LineRole.Legitimate, source, destination, port) with
            {
                At = at.AddSeconds(tried * chance.Between(9, 14)),
                Reason = Reasons.Admitted(chance),
            };
            Events.Add(used);
            Events.Add(used with
            {
                At = used.At.AddSeconds(1),
                User = user,
                Kind = tried < slips ? OccurrenceKind.LoginFailed : OccurrenceKind.LoginSucceeded,
                Reason = tried < slips ? "Login failed" : "Login succeeded",
            });
        }
    }

    /// <summary>A detection system that takes the usual for worth a word.</summary>
    public void Noted(IPAddress source, IPAddress destination, int port, string protocol, string message)
    {
        Use(source, destination, port, 1, protocol);
        var noted = Events.FindLast(what => what.Kind == OccurrenceKind.Admitted)!;
        Events.Add(noted with { At = noted.At.AddSeconds(1), Kind = OccurrenceKind.Alert, Reason = message });
    }

    /// <summary>The internet's usual scanning, refused.</summary>
    public void Scanned(IPAddress destination, int port, int times)
    {
        for (var at = 0; at < times; at++)
        {
            var source = Outside(destination.IsSix());
            var refused = AnyTime(OccurrenceKind.Refused, LineRole.Noise, source, destination, port) with
            {
                Reason = Reasons.Refused(chance),
            };
            Events.Add(refused);
            if (!chance.In(20)) continue;
            Events.Add(refused with { Kind = OccurrenceKind.Blocked, Reason = $"ET SCAN inbound to port {port}" });
        }
    }

    /// <summary>One source that tries many ports, each refused.</summary>
    public void ScannedBy(IPAddress source, IPAddress destination, params int[] ports)
    {
        foreach (var port in ports) Refused(source, destination, port, LineRole.Noise, Reasons.Refused(chance));
    }

    /// <summary>A check every so many minutes, all the time; a hole in the log shows in it.</summary>
    public void Heartbeat(IPAddress source, IPAddress destination, int port, int minutes)
    {
        for (var at = Start.AddSeconds(7); at < End; at = at.AddMinutes(minutes))
        {
            Events.Add(AnyTime(OccurrenceKind.Admitted, LineRole.Legitimate, source, destination, port) with
            {
                At = at,
                Reason = "Health check",
            });
        }
    }

    Occurrence AnyTime(OccurrenceKind kind, LineRole role, IPAddress source, IPAddress destination, int port) => new()
    {
        At = Start.AddSeconds(chance.Between(1, 178 * 60)),
        Kind = kind,
        Role = role,
        Source = source,
        SourcePort = chance.Between(32768, 60999),
        Destination = destination,
        DestinationPort = port,
    };

    /// <summary>So many hosts of a network.</summary>
    public IPAddress[] Hosts(IPNetwork network, int count)
    {
        var hosts = new IPAddress[count];
        for (var at = 0; at < count; at++) hosts[at] = Host(network);
        return hosts;
    }

    /// <summary>So many addresses of the internet.</summary>
    public IPAddress[] Visitors(int count)
    {
        var visitors = new IPAddress[count];
        for (var at = 0; at < count; at++) visitors[at] = Outside();
        return visitors;
    }
}
