using System.Collections.Immutable;

namespace Merlon.Scenarios.Development;

/// <summary>The variants that an engine may be built with.</summary>
static class DevelopmentVariants
{
    public static readonly ImmutableArray<Variant> All =
    [
        .. OverPermissiveRules.All, .. ExposedServices.All, .. ShadowedDenies.All, .. RuleOrders.All,
        .. DefaultPolicies.All, .. MissingEgressRules.All, .. StaleExceptions.All, .. CredentialGuesses.All,
        .. MissingRateLimits.All, .. Ipv6Bypasses.All, .. MisconfiguredNats.All, .. MissingSegmentations.All,
        .. LogGaps.All, .. InsufficientEvidence.All, .. NoIncidents.All,
    ];
}
