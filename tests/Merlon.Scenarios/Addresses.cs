using System.Net;
using System.Net.Sockets;

namespace Merlon.Scenarios;

static class Addresses
{
    /// <summary>The network that holds one address alone.</summary>
    public static IPNetwork Alone(this IPAddress address) => new(address, IsSix(address) ? 128 : 32);

    /// <summary>Whether it is of the site, by the ranges that scenarios draw from.</summary>
    public static bool IsInternal(this IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return address.IsSix() ? bytes[4] >> 4 is 1 or 2
            : bytes[0] == 10 || (bytes[0] == 172 && bytes[1] >> 4 == 1) || (bytes[0] == 192 && bytes[1] == 168);
    }

    public static bool IsSix(this IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6;
}
