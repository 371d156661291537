using Merlon.Context;
using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Meaning;
using Merlon.Rules.Sets;
using Merlon.Synthesis;

namespace Merlon.Language.Benchmark;

/// <summary>
/// An answer as the rule set that it is: each family's rules in the order in which they were written, at the hook that
/// rules were asked for. Lines that Merlon does not read are left out of it.
/// </summary>
public sealed class AnswerRuleSet
{
    const Verdicts Lost = Verdicts.Drop | Verdicts.Reject;

    readonly Hook _hook;
    readonly List<(IpFamily Family, Rule Rule)> _rules = [];
    readonly Dictionary<IpFamily, Table> _tables = [];
    readonly Dictionary<IpFamily, PacketWalk> _walks = [];
    readonly bool _areAllPlaced;

    /// <param name="lines">Without the shell's words before them; of the same one, the first counts.</param>
    public AnswerRuleSet(IEnumerable<string> lines, Hook hook)
    {
        _hook = hook;
        var read = lines.Distinct().Select(line => (Text: line, Line: RuleLine.Read(line, hook.ChainName))).ToList();
        ByFamily = read.ToLookup(one => one.Line.Family, one => one.Text);
        IsValid = read.Count > 0 && read.TrueForAll(one => one.Line.Problem is null)
            && read.Sum(one => one.Line.Rules.Length) <= RuleAnswerReader.MostRules;
        _areAllPlaced = true;
        foreach (var family in read.Select(one => one.Line).GroupBy(line => line.Family))
        {
            var chain = new List<Rule>();
            foreach (var line in family) _areAllPlaced &= TryPlace(line, chain);
            _rules.AddRange(chain.Select(rule => (family.Key, rule)));
            var table = new Table("filter", [new(hook.ChainName, Verdict.Accept, default, [.. chain])]);
            (_tables[family.Key], _walks[family.Key]) = (table, new(table));
        }
    }

    /// <summary>Its lines by whose program is to take them, in order.</summary>
    public ILookup<IpFamily, string> ByFamily { get; }

    /// <summary>Whether Merlon reads all of its lines as rules of iptables, one at least, and not too many.</summary>
    public bool IsValid { get; }

    /// <summary>
    /// Whether it is valid, all of it stands in the chain that was asked for, it blocks an alert's packet, each of its
    /// rules that drop takes one in, and what the operator protects is lost by none.
    /// </summary>
    public bool HasMeaning(Consultation consultation)
    {
        if (!IsValid || !_areAllPlaced) return false;

        var alerts = consultation.Ways.Select(way => FlowPackets.Opening(way.Key)).ToList();
        return alerts.Exists(packet => MayBlock(packet))
            && _rules.Where(one => Loses(one.Rule.Target)).All(one => alerts.Exists(
                packet => packet.Family == one.Family && one.Rule.Condition.Holds(packet) is not false))
            && Spares(consultation.Context);
    }

    /// <summary>
    /// Whether it drops or rejects the flow's first packet, or the first answer to it. Where that hangs on what no
    /// packet tells, such as a limit, it does not.
    /// </summary>
    public bool Blocks(in Flow flow, Vantage vantage) => vantage.Crosses(flow.Key)
        && ((flow.Forward.Packets > 0 && vantage.SeesPacketsTo(flow.Key.DestinationIp)
                && MustBlock(FlowPackets.Opening(flow.Key)))
            || (flow.Backward.Packets > 0 && vantage.SeesPacketsTo(flow.Key.SourceIp)
                && MustBlock(FlowPackets.Answer(flow.Key))));

    bool TryPlace(RuleLine line, List<Rule> chain)
    {
        if (line.Placement is not { } placement) return true;
        if (placement.Chain.Text != _hook.ChainName || chain.Count + line.Rules.Length > RuleAnswerReader.MostRules)
            return false;

        var place = placement.Before is var (number, _) ? number - 1 : chain.Count;
        if (place > chain.Count) return false;

        chain.InsertRange(place, line.Rules);
        return true;
    }

    bool MayBlock(in Packet packet) => (VerdictsOn(packet) & Lost) != 0;

    bool MustBlock(in Packet packet) => (VerdictsOn(packet) & ~Lost) == 0;

    Verdicts VerdictsOn(in Packet packet) =>
        _walks.TryGetValue(packet.Family, out var walk) ? walk.Decide(packet, _hook) : Verdicts.Accept;

    static bool Loses(Target target) => target is Target.Decide(Verdict.Drop or Verdict.Reject)
        or Target.Extension(_, Effect.Decide(Verdict.Drop or Verdict.Reject) or Effect.Unknown);

    bool Spares(SiteContext context)
    {
        try
        {
            return _tables.All(table =>
                ProtectionProof.Of(table.Key, table.Value, context).All(item => item.Loss is null));
        }
        catch (TooLargeException)
        {
            return false;   // that cannot be shown
        }
    }
}
