using Merlon.Net;

namespace Merlon.Kernel;

/// <summary>How rules come into the kernel.</summary>
enum Backend
{
    /// <summary>iptables, which has them translated to nftables.</summary>
    IptablesNft,

    /// <summary>iptables with xtables' own.</summary>
    IptablesLegacy,

    /// <summary>Merlon's conversion, and nft.</summary>
    Nftables,

    /// <summary>nft, with what <c>merlon respond</c> printed for it.</summary>
    Respond,
}

static class Backends
{
    public static Backend[] Named(string name) => name switch
    {
        "iptables" => [Backend.IptablesNft, Backend.IptablesLegacy],
        "nftables" => [Backend.Nftables],
        "respond" => [Backend.Respond],
        "all" => Enum.GetValues<Backend>(),
        _ => throw new ArgumentException($"there is no backend {name}"),
    };
}

/// <summary>A kind of gateway.</summary>
/// <param name="TracksConnections">
/// Whether conntrack is at work: packets have states, and fragments are put together before any filter sees them.
/// </param>
sealed record Setup(IpFamily Family, bool TracksConnections, Backend Backend)
{
    public bool IsTranslated => Backend is Backend.IptablesNft;

    /// <summary>All kinds in turn; every fourth does not track connections.</summary>
    public static Setup ByTurns(int number, IReadOnlyList<Backend> backends) => new(
        number % 2 == 0 ? IpFamily.V4 : IpFamily.V6,
        TracksConnections: number / (2 * backends.Count) % 4 != 3,
        backends[number / 2 % backends.Count]);
}
