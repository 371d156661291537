using Merlon.Flows;
using Merlon.Net;

namespace Merlon.Synthesis;

/// <summary>
/// A small site on a day like others: servers that clients come to, come back to, and stay away from again, and its own
/// people, who browse. Seeded; times are seconds after noon.
/// </summary>
sealed class HonestSite(Random random)
{
    public static readonly Ip Web = Ip.Parse("192.0.2.10"), Ssh = Ip.Parse("192.0.2.11"), Mail = Ip.Parse("192.0.2.12");

    static readonly (Ip Host, ushort Port, int Weight)[] Services =
        [(Web, 443, 12), (Web, 80, 3), (Mail, 25, 3), (Ssh, 22, 1)];

    /// <summary>The address behind which honest clients of the web and an attacker share a router.</summary>
    public static readonly Ip SharedRouter = Ip.Parse("198.51.100.77");

    /// <summary>Honest flows of so many seconds, in order of time.</summary>
    /// <param name="regulars">Clients who come back all day.</param>
    /// <param name="newcomersAMinute">Others, who come once.</param>
    public List<Flow> Traffic(int seconds, int regulars = 40, double newcomersAMinute = 0.5)
    {
        var flows = new List<Flow>();
        for (var client = 0; client < regulars; client++)
        {
            var address = client == 0 ? SharedRouter : Outside();
            for (var at = random.NextDouble() * 60; at < seconds; at += random.NextDouble() * 60)
                Visit(flows, address, at);
        }

        for (var at = Gap(newcomersAMinute); at < seconds; at += Gap(newcomersAMinute))
        {
            var address = Outside();
            for (var (visit, second) = (random.Next(1, 6), at); visit > 0; visit--, second += random.NextDouble() * 30)
                Visit(flows, address, second);
        }

        for (var person = 50; person < 60; person++)
        {
            for (var at = random.NextDouble() * 20; at < seconds; at += random.NextDouble() * 40)
            {
                var site = Ip.V4(0xCB00_7100 + (uint)random.Next(60));
                flows.Add(Tcp(Ip.Parse($"192.0.2.{person}"), site, 443, at, Label.Benign, isServed: true));
            }
        }

        flows.RemoveAll(flow => flow.FirstSeen >= Given.Noon.AddSeconds(seconds));
        return [.. flows.OrderBy(flow => flow.FirstSeen)];
    }

    public Flow Tcp(Ip source, Ip destination, ushort port, double second, Label label, bool isServed) => new()
    {
        Key = new(IpProtocol.Tcp, new(source, (ushort)random.Next(1024, 65_536)), new(destination, port)),
        FirstSeen = Given.Noon.AddSeconds(second),
        Forward = new(isServed ? 6 : 1, isServed ? 900 : 60),
        Backward = isServed ? new(5, 4_000) : default,
        Label = label,
        Score = double.NaN,
        Answer = isServed ? Answer.Service : Answer.Silence,
    };

    /// <summary>An address of the world outside.</summary>
    public Ip Outside() => Ip.V4((uint)random.Next(0x0B00_0000, 0x7E00_0000));

    void Visit(List<Flow> flows, Ip client, double second)
    {
        var pick = random.Next(Services.Sum(service => service.Weight));
        if (client == SharedRouter) pick = 0;
        foreach (var (host, port, weight) in Services)
        {
            pick -= weight;
            if (pick >= 0) continue;
            flows.Add(Tcp(client, host, port, second, Label.Benign, isServed: true));
            return;
        }
    }

    double Gap(double aMinute) => -Math.Log(1 - random.NextDouble()) * 60 / aMinute;
}
