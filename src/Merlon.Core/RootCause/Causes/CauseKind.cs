namespace Merlon.RootCause.Causes;

/// <summary>
/// What lets an attack through, the most specific first: of several that could be said of one step, the first counts.
/// </summary>
public enum CauseKind
{
    /// <summary>The rule was to end before, by its own comment.</summary>
    StaleException,

    /// <summary>A deny of it stands behind an accept that takes all it speaks of.</summary>
    ShadowedDeny,

    /// <summary>A deny of it stands behind an accept that takes a part of what it speaks of.</summary>
    RuleOrder,

    /// <summary>The service is denied by IPv4, and came by IPv6.</summary>
    Ipv6Bypass,

    /// <summary>A port forward that should not be, or is wider than its use.</summary>
    MisconfiguredNat,

    /// <summary>A host of the site may go anywhere.</summary>
    MissingEgressRule,

    /// <summary>One internal network may reach all of another.</summary>
    MissingSegmentation,

    /// <summary>Logins failed many times until one worked, at a service that was rightly open.</summary>
    CredentialGuessing,

    /// <summary>The volume is the harm, and no rule bounds it.</summary>
    MissingRateLimit,

    /// <summary>A service for administration is open to any source.</summary>
    ExposedService,

    /// <summary>No rule is about it, and the policy of the chain accepts.</summary>
    DefaultPolicy,

    /// <summary>The rule admits more than its legitimate use needs, and the attack came through that.</summary>
    OverPermissiveRule,
}

public static class CauseKinds
{
    extension(CauseKind kind)
    {
        /// <summary>As in <c>over-permissive-rule</c>.</summary>
        public string Name => kind switch
        {
            CauseKind.StaleException => "stale-exception",
            CauseKind.ShadowedDeny => "shadowed-deny",
            CauseKind.RuleOrder => "rule-order",
            CauseKind.Ipv6Bypass => "ipv6-bypass",
            CauseKind.MisconfiguredNat => "misconfigured-nat",
            CauseKind.MissingEgressRule => "missing-egress-rule",
            CauseKind.MissingSegmentation => "missing-segmentation",
            CauseKind.CredentialGuessing => "credential-guessing",
            CauseKind.MissingRateLimit => "missing-rate-limit",
            CauseKind.ExposedService => "exposed-service",
            CauseKind.DefaultPolicy => "default-policy",
            _ => "over-permissive-rule",
        };
    }
}
