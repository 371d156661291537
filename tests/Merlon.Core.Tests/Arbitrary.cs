using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon;

/// <summary>Seeded chance over a world so small that things meet.</summary>
static class Arbitrary
{
    static readonly string[] Outside = ["203.0.113.1", "203.0.113.2", "198.51.100.7", "2001:db8::7"];
    static readonly string[] Inside = ["192.0.2.1", "192.0.2.2", "2001:db8:1::1"];

    /// <summary>Labelled flows of a few hosts, in order of time, with silences and bursts.</summary>
    public static List<Flow> Traffic(Random random, int count)
    {
        var flows = new List<Flow>(count);
        var second = 0.0;
        for (var i = 0; i < count; i++)
        {
            second += random.Next(12) switch
            {
                0 => random.Next(200),
                < 4 => random.Next(5),
                < 8 => random.NextDouble(),
                _ => 0,
            };
            flows.Add(Flow(random, second));
        }

        return flows;
    }

    public static Flow Flow(Random random, double second) => Given.Flow(Key(random), second) with
    {
        Label = random.Next(10) switch { < 4 => Label.Malicious, < 9 => Label.Benign, _ => Label.Background },
        Forward = new(random.Next(12) == 0 ? 0 : 1, 60),
        Backward = new(random.Next(2), 60),
    };

    // Both ends of one family, now and then turned round, now and then both inside.
    public static string Key(Random random)
    {
        var isV6 = random.Next(5) == 0;
        var (from, to) = (Pick(random, Outside, isV6), Pick(random, Inside, isV6));
        if (random.Next(5) == 0) (from, to) = (to, from);
        if (random.Next(15) == 0) from = Pick(random, Inside, isV6);
        if (random.Next(8) == 0) return $"icmp {from} > {to}";

        var protocol = random.Next(3) == 0 ? "udp" : "tcp";
        var (source, destination) = (1000 + random.Next(3), random.Next(2) == 0 ? 80 : 53);
        return $"{protocol} {WithPort(from, source)} > {WithPort(to, destination)}";
    }

    /// <summary>Made of a flow that may come.</summary>
    public static TrafficSelector Selector(Random random)
    {
        var key = Given.Key(Key(random));
        var protocol = random.Next(5) == 0 ? null : (IpProtocol?)key.Protocol;
        var hasPorts = protocol is IpProtocol.Tcp or IpProtocol.Udp && random.Next(4) > 0;
        var first = (ushort)random.Next(40, 90);
        return new(
            key.SourceIp.Family, protocol, Block(key.SourceIp), Block(key.DestinationIp),
            hasPorts ? new(first, (ushort)(first + random.Next(30))) : PortRange.All);

        IpPrefix? Block(Ip address) => random.Next(3) == 0 ? null
            : IpPrefix.Around(address, address.Family.Bits - random.Next(3) * random.Next(12));
    }

    static string Pick(Random random, string[] addresses, bool isV6)
    {
        var family = addresses.Where(address => address.Contains(':') == isV6).ToList();
        return family[random.Next(family.Count)];
    }

    static string WithPort(string address, int port) =>
        address.Contains(':') ? $"[{address}]:{port}" : $"{address}:{port}";
}
