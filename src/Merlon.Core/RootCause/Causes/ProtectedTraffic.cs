using Merlon.Context;
using Merlon.RootCause.Policies;
using Merlon.Rules;
using Merlon.Rules.Syntax;

namespace Merlon.RootCause.Causes;

/// <summary>What the operator says must pass: no change that takes from it is advised.</summary>
sealed class ProtectedTraffic(Policy before, SiteContext context)
{
    /// <exception cref="Rules.Sets.TooLargeException">The rules cannot be held as sets.</exception>
    public bool IsKeptBy(Policy changed) => context.Protected.IsEmpty || before.Families.All(old =>
        IsNatKept(old, changed.Of(old.Family)) && IsKept(old, changed));

    // A port forward leads packets elsewhere, of which the proof knows nothing.
    static bool IsNatKept(RuleSet old, RuleSet? changed) => Printed(old).SequenceEqual(changed is null ? []
        : Printed(changed));

    static IEnumerable<string> Printed(RuleSet rules) =>
        from chain in rules.TableNamed("nat")?.Chains ?? []
        from rule in chain.Rules
        select RuleWriter.Print(rule, chain.Name);

    bool IsKept(RuleSet old, Policy changed) =>
        old.TableNamed("filter") is not { } table || changed.Of(old.Family)?.TableNamed("filter") is not { } @new
        || ProtectionProof.OfChange(old.Family, table, @new, context).All(item => item.Loss is null);
}
