using System.Net;

namespace Merlon.Scenarios.Telling;

/// <summary>Draws networks and addresses that nothing else of the scenario has, from ranges for examples.</summary>
sealed class Site(Chance chance)
{
    readonly HashSet<IPAddress> _taken = [], _outside = [];
    int _zone = chance.Below(40);

    /// <summary>An internal network: RFC 1918, or of the documentation prefix of IPv6.</summary>
    public IPNetwork Inside(bool six)
    {
        _zone++;
        if (six) return IPNetwork.Parse($"2001:db8:1{_zone:x3}::/64");
        return IPNetwork.Parse((_zone % 3) switch
        {
            0 => $"172.16.{_zone}.0/24",
            1 => $"192.168.{_zone}.0/24",
            _ => $"10.{_zone}.{chance.Below(200)}.0/24",
        });
    }

    public IPAddress Host(IPNetwork network) =>
        Fresh(() => At(network, chance.Between(4, network.BaseAddress.IsSix() ? 4000 : 250)));

    /// <summary>An address of the internet: RFC 5737 and 2544, or of the documentation prefix of IPv6.</summary>
    public IPAddress Outside(bool six)
    {
        var address = Fresh(() => Anywhere(six));
        _outside.Add(address);
        return address;
    }

    /// <summary>Whether an address is one of the internet rather than of the site.</summary>
    public bool IsOutside(IPAddress address) => _outside.Contains(address);

    /// <summary>An address of the internet that the site itself has.</summary>
    public IPAddress Own(bool six) => Fresh(() => Anywhere(six));

    /// <summary>A network of the internet that a partner or a vendor has.</summary>
    public IPNetwork OutsideNetwork(bool six) => six
        ? IPNetwork.Parse($"2001:db8:f{chance.Below(4096):x3}::/48")
        : IPNetwork.Parse($"198.19.{chance.Below(256)}.0/24");

    IPAddress Anywhere(bool six)
    {
        if (six)
        {
            var network = $"2001:db8:e{chance.Below(4096):x3}:{chance.Below(65536):x}";
            return IPAddress.Parse($"{network}::{chance.Between(1, 65535):x}");
        }

        var low = chance.Between(1, 254);
        return IPAddress.Parse(chance.Below(4) switch
        {
            0 => $"192.0.2.{low}",
            1 => $"198.51.100.{low}",
            2 => $"203.0.113.{low}",
            _ => $"198.18.{chance.Below(256)}.{low}",
        });
    }

    IPAddress Fresh(Func<IPAddress> draw)
    {
        var address = draw();
        while (!_taken.Add(address)) address = draw();
        return address;
    }

    static IPAddress At(IPNetwork network, int offset)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        bytes[^1] += (byte)(offset % 256);
        bytes[^2] += (byte)(offset / 256);
        return new(bytes);
    }
}
