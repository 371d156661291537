using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>The matches whose meaning is known exactly, in whole or in part.</summary>
static class ModelledMatches
{
    public static IEnumerable<MatchExtension> All =>
    [
        .. PortMatches.All, .. IcmpMatches.All, .. AddressMatches.All, .. ConnectionMatches.All, .. HeaderMatches.All,
    ];
}
