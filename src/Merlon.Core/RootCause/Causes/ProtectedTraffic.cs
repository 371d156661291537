using Merlon.Context;
using Merlon.RootCause.Policies;

namespace Merlon.RootCause.Causes;

/// <summary>What the operator says must pass: no change that takes from it is advised.</summary>
sealed class ProtectedTraffic(Policy before, SiteContext context)
{
    /// <exception cref="Rules.Sets.TooLargeException">The rules cannot be held as sets.</exception>
    public bool IsKeptBy(Policy changed) => context.Protected.IsEmpty || before.Families.All(old =>
        old.TableNamed("filter") is not { } table || changed.Of(old.Family)?.TableNamed("filter") is not { } @new
        || ProtectionProof.OfChange(old.Family, table, @new, context).All(item => item.Loss is null));
}
