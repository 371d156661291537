using Merlon.Net;

namespace Merlon.Kernel;

/// <summary>A kind of gateway.</summary>
/// <param name="TracksConnections">
/// Whether conntrack is at work: packets have states, and fragments are put together before any filter sees them.
/// </param>
/// <param name="IsLegacy">Whether its rules are xtables' own, and not translated to nftables.</param>
sealed record Setup(IpFamily Family, bool TracksConnections, bool IsLegacy)
{
    /// <summary>All kinds in turn; every fourth does not track connections.</summary>
    public static Setup ByTurns(int number) => new(
        number % 2 == 0 ? IpFamily.V4 : IpFamily.V6,
        TracksConnections: number / 4 % 4 != 3,
        IsLegacy: number / 2 % 2 == 1);
}
