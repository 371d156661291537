using System.Collections.Immutable;

namespace Merlon.Scenarios;

/// <summary>The answers there are. docs/root-cause-scenarios.md says when each is right.</summary>
public static class CauseIds
{
    public const string OverPermissiveRule = "over-permissive-rule";
    public const string ExposedService = "exposed-service";
    public const string ShadowedDeny = "shadowed-deny";
    public const string RuleOrder = "rule-order";
    public const string DefaultPolicy = "default-policy";
    public const string MissingEgressRule = "missing-egress-rule";
    public const string StaleException = "stale-exception";
    public const string CredentialGuessing = "credential-guessing";
    public const string MissingRateLimit = "missing-rate-limit";
    public const string Ipv6Bypass = "ipv6-bypass";
    public const string MisconfiguredNat = "misconfigured-nat";
    public const string MissingSegmentation = "missing-segmentation";

    /// <summary>Abstention: nothing happened that a rule should have stopped.</summary>
    public const string NoIncident = "no-incident";

    /// <summary>Abstention: what was given does not tell; with a reason, of which log-gap is one.</summary>
    public const string InsufficientEvidence = "insufficient-evidence";

    public static readonly ImmutableArray<string> Causes =
    [
        OverPermissiveRule, ExposedService, ShadowedDeny, RuleOrder, DefaultPolicy, MissingEgressRule, StaleException,
        CredentialGuessing, MissingRateLimit, Ipv6Bypass, MisconfiguredNat, MissingSegmentation,
    ];

    public static readonly ImmutableArray<string> Abstentions = [NoIncident, InsufficientEvidence];
}
