using Merlon.Net;
using Merlon.Rules.Meaning;

namespace Merlon.Rules.Guards;

/// <summary>
/// What the rules of a hook, taken together, would drop of the ordinary packets of strangers all over the address
/// space. What nobody can say of a packet (an unknown condition or target, its interface) counts against the rules.
/// </summary>
/// <param name="allowed">Addresses in these blocks do not count.</param>
sealed class WideLosses(IpFamily family, Table table, IReadOnlyCollection<IpPrefix> allowed)
{
    const double MostLost = 0.01;

    readonly Table _table = new(table.Name, [.. table.Chains.Select(AnyInterface)]);
    readonly IReadOnlyList<AddressMask> _allowed =
        [.. allowed.Select(AddressMask.Of).Where(block => block.Family == family)];

    /// <summary>The rule that drops the most of them, and in what way; null when few are lost.</summary>
    public (int Line, string Reason)? In(Hook hook)
    {
        if (_table.ChainNamed(hook.ChainName) is not { Rules: [var first, ..] }) return null;

        var strangers = new Strangers(family, _table);
        var all = strangers.Everywhere.Where(one => !_allowed.Any(block => block.Contains(one))).ToList();
        var other = strangers.Any ?? all.FirstOrDefault();
        foreach (var isFrom in new[] { true, false })
        {
            var lost = all.Select(one => isFrom ? Lost(one, other, hook) : Lost(other, one, hook))
                .SelectMany(losses => losses).GroupBy(loss => loss.Kind)
                .FirstOrDefault(losses => losses.Count() > all.Count * MostLost);
            if (lost is null) continue;

            var line = lost.CountBy(loss => loss.Line).MaxBy(count => count.Value).Key;
            var share = 100 * lost.Count() / all.Count;
            return (line == 0 ? first.Line : line, $"with the rules before it, it may drop {lost.Key.InWords} "
                + $"{(isFrom ? "from" : "to")} {share} % of all addresses");
        }

        return null;
    }

    // The kinds of packets that may be lost, whatever their ports, each with the rule that drops one of them.
    IEnumerable<(PacketKind Kind, int Line)> Lost(UInt128 source, UInt128 destination, Hook hook)
    {
        var known = new KnownFields(family, (Field.Source, source), (Field.Destination, destination));
        var walk = new PacketWalk(known.In(_table));
        return from kind in PacketKind.All(family)
               let packets = kind.Between(family, source, destination, hook)
               where packets.All(packet => (walk.Decide(packet, hook) & ~Verdicts.Accept) != 0)
               select (kind, walk.Explain(packets[0], hook).LostBy?.Line ?? 0);
    }

    // What marks packets in a way that nobody can foretell lets them go on.
    static bool IsOfMark(Target target) =>
        target is Target.Extension({ Name: "CONNMARK" or "SET" }, Effect.Unknown);

    static Chain AnyInterface(Chain chain) => chain with
    {
        Rules = [.. chain.Rules.Select(rule => rule with
        {
            InInterface = null,
            OutInterface = null,
            Target = IsOfMark(rule.Target) ? Target.None : rule.Target,
            Matches = rule.InInterface is null && rule.OutInterface is null
                ? rule.Matches
                : [.. rule.Matches, new(new("", []), new Condition.Unknown("interface"))],
        })],
    };
}
