using System.Collections.Immutable;
using Merlon.Flows;
using Merlon.Net;
using Merlon.Packets;

namespace Merlon.Evaluation.Truth;

/// <summary>What is known about traffic: which attacks are in it. All else is benign.</summary>
/// <param name="Hosts">Addresses that are not made up.</param>
public sealed record GroundTruth(IReadOnlySet<Ip> Hosts, ImmutableArray<KnownAttack> Attacks)
{
    /// <summary>The attack that a packet is of.</summary>
    /// <returns>Null for a benign one.</returns>
    public KnownAttack? AttackOf(scoped in PacketHeaders packet, DateTime at)
    {
        foreach (var attack in Attacks)
        {
            if (attack.Holds(packet, at, Hosts)) return attack;
        }

        return null;
    }

    /// <summary>The flow, with the attack that it is of, or as a benign one.</summary>
    public Flow Label(Flow flow)
    {
        foreach (var attack in Attacks)
        {
            if (attack.Holds(flow.Key, flow.FirstSeen, Hosts))
                return flow with { Label = Flows.Label.Malicious, Attack = attack.Name };
        }

        return flow with { Label = Flows.Label.Benign };
    }
}
