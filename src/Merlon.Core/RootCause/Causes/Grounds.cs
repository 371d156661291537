using Merlon.Net;
using Merlon.RootCause.Chains;
using Merlon.RootCause.Policies;

namespace Merlon.RootCause.Causes;

/// <summary>What a step came through, and who else uses it.</summary>
/// <param name="Facts">What is told of its packets, behind the port forward.</param>
/// <param name="Rule">That let it pass: the chain's policy where no rule did.</param>
/// <param name="Legitimate">The sessions that the same rule let pass, and are no attack's.</param>
public sealed record Grounds(
    AttackStep Step, PacketFacts Facts, PolicyJudge Judge, PortForward? Forward, Decider Decider, GivenRule Rule,
    IReadOnlyList<Course> Legitimate, SiteNetworks Site)
{
    public bool IsByDefault =>
        Rule.IsDefault || Decider.Rule is null || Decider.Rule.Condition is Rules.Condition.Always;

    /// <summary>Others use the same service by the same rule.</summary>
    public bool IsShared => Legitimate.Any(course => course.Facts.Destination == Facts.Destination
        && course.Facts.DestinationPort == Facts.DestinationPort);

    /// <summary>A rule is about just this service of this host, so that it was meant.</summary>
    public bool IsMeant => Decider.Rule is { Destination: { IsNegated: false, Value: var to } } rule
        && to.Length == to.Family.Bits && Narrowings.PortsOf(rule) <= 3;

    public bool GoesOut => !Site.Has(Facts.Destination);

    public IpFamily Family => Facts.Family!.Value;
}
