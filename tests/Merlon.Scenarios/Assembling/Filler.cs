using System.Net;
using Merlon.Scenarios.Policies;

namespace Merlon.Scenarios.Assembling;

/// <summary>Rules for hosts that the logs never mention, so that policies have the sizes that policies have.</summary>
static class Filler
{
    static readonly string?[] Comments = [null, null, null, "app tier", "CHG-20418", "backup", "requested by finance"];

    public static Rule Draw(Chance chance, bool six)
    {
        var (from, to) = (Network(chance, six), Network(chance, six));
        var port = chance.Pick(22, 25, 80, 110, 143, 389, 443, 445, 636, 993, 1433, 1521, 3306, 3389, 5432, 8080, 9200);
        var ports = chance.Below(10) switch
        {
            0 => Ports.Udp(chance.Pick(53, 123, 161, 514)),
            1 => Ports.Tcp(port, port + chance.Between(1, 40)),
            _ => Ports.Tcp(port),
        };
        return new()
        {
            Source = chance.In(15) ? null : chance.In(40) ? Host(chance, from) : from,
            Destination = chance.In(70) ? Host(chance, to) : to,
            Ports = ports,
            Accepts = !chance.In(12),
            Comment = Comments[chance.Below(Comments.Length)],
        };
    }

    static IPNetwork Network(Chance chance, bool six) => six
        ? IPNetwork.Parse($"2001:db8:2{chance.Below(4096):x3}::/64")
        : IPNetwork.Parse($"10.{chance.Between(224, 254)}.{chance.Below(256)}.0/24");

    static IPNetwork Host(Chance chance, IPNetwork network)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        bytes[^1] = (byte)chance.Between(1, 254);
        return new IPAddress(bytes).Alone();
    }
}
