using System.Collections.Immutable;
using Merlon.Net;

namespace Merlon.Synthesis.Evidence;

/// <summary>
/// Ports that honest clients ask for without anybody having seen it before: a host may offer them, until it turned out
/// not to.
/// </summary>
static class PopularPorts
{
    static readonly ImmutableArray<ushort> Tcp =
    [
        20, 21, 22, 25, 53, 80, 110, 143, 179, 389, 443, 445, 465, 587, 636, 853, 873, 993, 995, 1194, 1433, 1883, 2049,
        3128, 3306, 3389, 5060, 5222, 5432, 5671, 5672, 6379, 8080, 8443, 8883, 9418,
    ];

    static readonly ImmutableArray<ushort> Udp = [53, 67, 123, 161, 443, 500, 514, 1194, 3478, 4500, 5060, 5353, 51820];

    public static ImmutableArray<ushort> Of(IpProtocol protocol) => protocol switch
    {
        IpProtocol.Tcp => Tcp,
        IpProtocol.Udp => Udp,
        _ => [],
    };
}
