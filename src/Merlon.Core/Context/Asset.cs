using System.Collections.Immutable;
using Merlon.Net;

namespace Merlon.Context;

/// <summary>Something of the site that is to stay reachable, with what it offers.</summary>
public sealed record Asset(
    Placed<string> Name,
    ImmutableArray<Placed<IpPrefix>> Addresses,
    AssetRole Role,
    ImmutableArray<Placed<ServicePorts>> Services);

/// <summary>What an asset is for.</summary>
public enum AssetRole : byte
{
    Other,
    WebServer,
    DnsServer,
    MailServer,
    FileServer,
    Database,
    DomainController,
    Workstation,
    Iot,
    Printer,
    Gateway,
}

public static class AssetRoles
{
    static readonly (string Name, AssetRole Role)[] Names =
    [
        ("web-server", AssetRole.WebServer), ("dns-server", AssetRole.DnsServer),
        ("mail-server", AssetRole.MailServer), ("file-server", AssetRole.FileServer),
        ("database", AssetRole.Database), ("domain-controller", AssetRole.DomainController),
        ("workstation", AssetRole.Workstation), ("iot", AssetRole.Iot), ("printer", AssetRole.Printer),
        ("gateway", AssetRole.Gateway), ("other", AssetRole.Other),
    ];

    public static IEnumerable<string> All => Names.Select(known => known.Name);

    public static bool TryParse(string text, out AssetRole role)
    {
        var found = Array.Find(Names, known => known.Name == text);
        role = found.Role;
        return found.Name is not null;
    }

    extension(AssetRole role)
    {
        /// <summary>As the context of a site writes it.</summary>
        public string Name => Array.Find(Names, known => known.Role == role).Name;
    }
}
