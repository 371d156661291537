using Merlon.Net;
using Merlon.RootCause.Policies;
using Merlon.Rules;

namespace Merlon.RootCause.Causes;

/// <summary>
/// Hosts that a rule admits by their own address, and whose author calls them scanners: theirs is no attack.
/// </summary>
static class AuthorisedScanners
{
    static readonly string[] Words = ["scanner", "vulnerability", "nessus", "qualys", "openvas", "greenbone",
        "pentest", "rapid7"];

    public static IReadOnlyList<AddressMask> In(Policy policy) =>
    [
        .. from rules in policy.Families
           from chain in rules.TableNamed("filter")?.Chains ?? []
           from rule in chain.Rules
           where rule is { Source: { IsNegated: false }, Target: Target.Decide(Verdict.Accept) }
           let source = rule.Source.GetValueOrDefault().Value
           where source.Length == source.Family.Bits && IsCalledSo(policy.Given(rule.Line)?.Comment)
           select source,
    ];

    static readonly string[] Others = ["document", "barcode", "bar code", "badge", "film", "photo", "ticket"];

    static bool IsCalledSo(string? comment) => comment is not null
        && !Array.Exists(Others, word => comment.Contains(word, StringComparison.OrdinalIgnoreCase))
        && Array.Exists(Words, word => comment.Contains(word, StringComparison.OrdinalIgnoreCase));
}
