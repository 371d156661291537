using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Meaning;
using Merlon.Rules.Sets;
using static Merlon.Rules.Meaning.FlowPackets;

namespace Merlon.Evaluation.Certificates;

/// <summary>
/// Takes flows through printed rules as packets: the first one, which opens a connection, and the first answer.
/// </summary>
sealed class FlowWalk
{
    /// <summary>A packet is dropped, and by nothing that is claimed.</summary>
    public const int ByNoClaim = int.MaxValue;

    const int MostKnown = 1 << 18;

    const Verdicts Lost = Verdicts.Drop | Verdicts.Reject;

    readonly CertifiedRules _rules;
    readonly Hook _hook;
    readonly Perimeter _perimeter;
    readonly Dictionary<IpFamily, Way> _ways = [];
    readonly Dictionary<(IpFamily, int), PacketWalk?> _alone = [];
    readonly Dictionary<Packet, int?> _known = [];

    public FlowWalk(CertifiedRules rules, Hook hook, Perimeter perimeter)
    {
        (_rules, _hook, _perimeter) = (rules, hook, perimeter);
        foreach (var family in Enum.GetValues<IpFamily>())
        {
            if (rules.TableOf(family) is { } table) _ways[family] = Way.Of(family, table, hook);
        }
    }

    /// <summary>
    /// The first claim, in the order in which they stand, whose rule drops the first packet or the first answer
    /// whatever came before; null when none does.
    /// </summary>
    public int? FirstDropping(in Flow flow)
    {
        if (!_perimeter.IsCrossedBy(flow.Key)) return null;

        int? first = null;
        if (MeetsOpening(flow)) first = Dropping(Opening(flow.Key));
        if (MeetsAnswer(flow) && Dropping(Answer(flow.Key)) is { } other) first = Math.Min(first ?? other, other);
        return first;
    }

    /// <summary>Whether a rule may drop one of the two.</summary>
    public bool MayDrop(in Flow flow) => _perimeter.IsCrossedBy(flow.Key)
        && ((MeetsOpening(flow) && MayDrop(Opening(flow.Key))) || (MeetsAnswer(flow) && MayDrop(Answer(flow.Key))));

    /// <summary>Whether a claim's rule may drop one of the two if it stands alone.</summary>
    public bool DropsAlone(int claim, in Flow flow)
    {
        if (!_perimeter.IsCrossedBy(flow.Key)) return false;

        var family = flow.Key.SourceIp.Family;
        if (!_alone.TryGetValue((family, claim), out var walk))
            _alone[(family, claim)] = walk = _rules.Alone(claim, family) is { } table ? new(table) : null;
        return walk is not null
            && ((MeetsOpening(flow) && (walk.Decide(Opening(flow.Key), _hook) & Lost) != 0)
                || (MeetsAnswer(flow) && (walk.Decide(Answer(flow.Key), _hook) & Lost) != 0));
    }

    bool MeetsOpening(in Flow flow) => flow.Forward.Packets > 0 && _perimeter.MeetsPacketsTo(flow.Key.DestinationIp);

    bool MeetsAnswer(in Flow flow) => flow.Backward.Packets > 0 && _perimeter.MeetsPacketsTo(flow.Key.SourceIp);

    bool MayDrop(in Packet packet) => _ways.TryGetValue(packet.Family, out var way) && way.MayDrop(packet, _hook);

    int? Dropping(in Packet packet)
    {
        if (!_ways.TryGetValue(packet.Family, out var way) || !way.MayDrop(packet, _hook)) return null;

        var kind = way.AsksForSourcePort ? packet : packet with { SourcePort = 0 };
        if (_known.TryGetValue(kind, out var claim)) return claim;

        var decision = way.Walk.Explain(packet, _hook);
        claim = (decision.Verdicts & ~Lost) != 0 ? null : _rules.ClaimOf(decision.LostBy) ?? ByNoClaim;
        if (_known.Count >= MostKnown) _known.Clear();
        return _known[kind] = claim;
    }

    /// <summary>One family's rules: all at once for what they may drop, one by one for which of them does.</summary>
    sealed record Way(PacketWalk Walk, CompiledPolicy? Policy, bool AsksForSourcePort)
    {
        public static Way Of(IpFamily family, Table table, Hook hook) => new(
            new(table), CompiledOf(family, table, hook),
            PolicyDiff.ConditionsOf(table).SelectMany(condition => condition.Parts).Any(part => part
                is Condition.Bits(Field.SourcePort, _, _) or Condition.Between(Field.SourcePort, _, _)));

        public bool MayDrop(in Packet packet, Hook hook) =>
            ((Policy?.Decide(packet) ?? Walk.Decide(packet, hook)) & Lost) != 0;

        static CompiledPolicy? CompiledOf(IpFamily family, Table table, Hook hook)
        {
            try
            {
                return new(family, table, hook);
            }
            catch (TooLargeException)
            {
                return null;   // the walk knows it all the same
            }
        }
    }
}
