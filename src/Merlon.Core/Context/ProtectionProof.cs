using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Meaning;
using Merlon.Rules.Sets;

namespace Merlon.Context;

/// <summary>
/// Whether rules spare what the operator protects. Every packet is looked at, so that no loss is a proof.
/// </summary>
public sealed class ProtectionProof
{
    const Verdicts Lost = Verdicts.Drop | Verdicts.Reject;

    readonly Table _table;
    readonly PacketSpace _space;
    readonly Dictionary<Hook, int> _losses = [];   // the packets that a hook drops, or may drop

    ProtectionProof(IpFamily family, Table before, Table table, IReadOnlyList<Protected> items)
    {
        _table = table;
        _space = new(family, [.. PolicyDiff.ConditionsOf(before), .. PolicyDiff.ConditionsOf(table),
            .. items.Select(item => item.Condition)]);
        var unknowns = new UnknownBits(_space);
        var (old, @new) = (new PolicyFunction(_space, before, unknowns), new PolicyFunction(_space, table, unknowns));
        foreach (var hook in Enum.GetValues<Hook>())
        {
            if (table.ChainNamed(hook.ChainName) is null) continue;

            var losses = LossesOf(@new.VerdictsOf(hook), hook);
            _losses[hook] = before.ChainNamed(hook.ChainName) is null ? losses
                : _space.Diagram.And(losses, _space.Diagram.Not(LossesOf(old.VerdictsOf(hook), hook)));
        }
    }

    /// <param name="rules">Their filter table is looked at, its policies included.</param>
    /// <returns>One for each item of their family, in the order of the context.</returns>
    /// <exception cref="TooLargeException">The rules cannot be held as sets.</exception>
    public static ImmutableArray<Protection> Of(RuleSet rules, SiteContext context) =>
        Of(rules.Family, rules.TableNamed("filter") ?? new("filter", []), context);

    /// <inheritdoc cref="Of(RuleSet, SiteContext)"/>
    public static ImmutableArray<Protection> Of(IpFamily family, Table table, SiteContext context) =>
        OfChange(family, new("filter", []), table, context);

    /// <summary>Whether a change of a table takes from protected traffic what was let pass before it.</summary>
    /// <inheritdoc cref="Of(RuleSet, SiteContext)"/>
    public static ImmutableArray<Protection> OfChange(IpFamily family, Table before, Table table, SiteContext context)
    {
        var items = context.Protected.Where(item => item.Family == family).ToList();
        if (items.Count == 0) return [];

        var proof = new ProtectionProof(family, before, table, items);
        return [.. items.Select(item => new Protection(item, proof.LossOf(item)))];
    }

    int LossesOf(int verdicts, Hook hook)
    {
        var diagram = _space.Diagram;
        var losses = diagram.Map(verdicts, 3, set => ((Verdicts)set & Lost) != 0 ? Diagram.True : Diagram.False);
        return diagram.And(_space.PossibleIn(hook), losses);
    }

    Loss? LossOf(Protected item)
    {
        var packets = _space.SetOf(item.Condition, _ => throw new System.Diagnostics.UnreachableException());
        foreach (var (hook, losses) in _losses)
        {
            if (_space.Diagram.AreApart(packets, losses)) continue;

            var box = Boxes.Of(_space, _space.Diagram.And(packets, losses)).First().Box;
            var packet = Witness.Of(box, _space);
            return new(hook, packet, new PacketWalk(_table).Explain(packet, hook).LostBy);
        }

        return null;
    }

}

/// <summary>What is known of one item: that no packet of it is dropped, or one that is.</summary>
/// <param name="Loss">Null when it is proven that there is none.</param>
public sealed record Protection(Protected Item, Loss? Loss);

/// <summary>A packet that is dropped, or may be.</summary>
/// <param name="Rule">What drops it; null for a chain's policy.</param>
public sealed record Loss(Hook Hook, Packet Packet, Rule? Rule);
