using Merlon.Context;
using Merlon.Net;

namespace Merlon.Synthesis.Evidence;

/// <summary>What a host is taken for, since honest clients use it so. Nobody said it: it is weak.</summary>
/// <param name="Clients">So many use the service.</param>
public sealed record SeenRole(AssetRole Role, IpProtocol Protocol, ushort Port, int Clients)
{
    /// <summary>With fewer nothing is said.</summary>
    public const int LeastClients = 5;

    /// <summary>What a service is for, by its registered port (IANA).</summary>
    public static AssetRole Of(IpProtocol protocol, ushort port) => port switch
    {
        53 or 853 => AssetRole.DnsServer,
        _ when protocol is not IpProtocol.Tcp => AssetRole.Other,
        80 or 443 or 8080 or 8443 => AssetRole.WebServer,
        25 or 110 or 143 or 465 or 587 or 993 or 995 => AssetRole.MailServer,
        20 or 21 or 445 or 873 or 2049 => AssetRole.FileServer,
        1433 or 1521 or 3306 or 5432 or 6379 or 27017 => AssetRole.Database,
        88 or 389 or 636 => AssetRole.DomainController,
        515 or 631 or 9100 => AssetRole.Printer,
        1883 or 8883 => AssetRole.Iot,
        _ => AssetRole.Other,
    };
}
