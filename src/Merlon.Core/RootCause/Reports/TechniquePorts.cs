using Merlon.Net;
using Merlon.RootCause.Chains;

namespace Merlon.RootCause.Reports;

/// <summary>Which technique a port stands for, in the registry of IANA or by long use; null for none.</summary>
static class TechniquePorts
{
    /// <summary>A kind of T1021, of a session between hosts of the site.</summary>
    public static string? RemoteServiceOf(int? port) => port switch
    {
        3389 => "T1021.001",
        139 or 445 => "T1021.002",
        135 => "T1021.003",
        22 => "T1021.004",
        >= 5900 and <= 5906 => "T1021.005",
        5985 or 5986 => "T1021.006",
        23 or 512 or 513 or 514 => "T1021",
        _ => null,
    };

    /// <summary>Whether people work from afar by it: shells, desktops, VPN.</summary>
    public static bool IsRemoteWork(int? port) =>
        port is 22 or 23 or 992 or 1194 or 1494 or 1701 or 1723 or 2598 or 3389 or 4500 or 5985 or 5986 or 51820
            or (>= 5900 and <= 5906);

    /// <summary>Of what is known to be a channel of command.</summary>
    public static string? ChannelOf(Dealing dealing) => (dealing.Protocol, dealing.Port) switch
    {
        (IpProtocol.Icmp or IpProtocol.IcmpV6, _) => "T1095",
        (_, 80 or 443 or 8080 or 8443) => "T1071.001",
        (_, 20 or 21 or 69 or 989 or 990 or 139 or 445) => "T1071.002",
        (_, 25 or 110 or 143 or 465 or 587 or 993 or 995) => "T1071.003",
        (_, 53 or 853) => "T1071.004",
        (_, 1883 or 8883 or 5222 or 5671 or 5672) => "T1071.005",
        _ => null,
    };

    /// <summary>Of much that leaves the site by a protocol for files or mail.</summary>
    public static string? TheftOf(Dealing dealing) => (dealing.Protocol, dealing.Port) switch
    {
        (IpProtocol.Icmp or IpProtocol.IcmpV6, _) or (_, 20 or 21 or 25 or 53 or 69) => "T1048.003",
        (_, 22 or 465 or 587 or 989 or 990) => "T1048.002",
        _ => null,
    };
}
