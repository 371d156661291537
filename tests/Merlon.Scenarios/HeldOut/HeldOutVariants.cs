using System.Collections.Immutable;

namespace Merlon.Scenarios.HeldOut;

/// <summary>The variants that only judge. Whoever builds an engine does not open this folder.</summary>
static class HeldOutVariants
{
    public static readonly ImmutableArray<Variant> All =
        [.. Openings.All, .. Orders.All, .. Ways.All, .. Logins.All, .. Movements.All, .. Abstentions.All];
}
