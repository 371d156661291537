using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Merlon.Context;
using Merlon.Flows;
using Merlon.Rules;
using Merlon.Rules.Sets;

namespace Merlon.Evaluation.Certificates;

/// <summary>
/// Checks a certificate again, from the flows alone. Each goes as packets through the printed rules, as the rule tree
/// reads them; nothing that made the rules is asked.
/// </summary>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class CertificateCheck
{
    /// <summary>No bound may be broken with a larger chance.</summary>
    const double MostRisk = 0.05;

    const double Rounding = 1e-9;

    const string Lines = "rules of the text", Spared = "protected traffic", None = "none is dropped";

    readonly Certificate _certificate;
    readonly CertifiedRules _rules;
    readonly FlowRecount _recount;

    /// <param name="rules">Those of the certificate's text, without faults.</param>
    public CertificateCheck(Certificate certificate, CertifiedRules rules) =>
        (_certificate, _rules, _recount) = (certificate, rules, new(certificate, rules));

    /// <summary>What the logs say, in order of time.</summary>
    public void Next(in Observation observation) => _recount.Next(observation);

    /// <summary>Every claim, once all of the logs has been taken in.</summary>
    /// <param name="context">What the operator said of the site; nothing when the certificate names none.</param>
    public ImmutableArray<ClaimCheck> All(SiteContext context) =>
    [
        OfText(), OfLines(), .. OfTotals(),
        .. _certificate.Rules.SelectMany((claim, i) => OfCounts(claim, i).Concat(OfBound(claim, i))),
        .. OfContext(context),
    ];

    ClaimCheck OfText()
    {
        var found = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_certificate.RuleSet.Text)));
        var claimed = _certificate.RuleSet.Sha256;
        return new("SHA-256 of the rule set", null, claimed, found, claimed == found);
    }

    ClaimCheck OfLines() => _rules.Difference is var (claim, claimed, found)
        ? new(Lines, claim is { } index ? _certificate.Rules[index].Number : null, claimed, found, false)
        : new(Lines, null, Text(_certificate.Rules.Length), Text(_certificate.Rules.Length), true);

    IEnumerable<ClaimCheck> OfTotals() => Told(
        Equal("alerts", null, _certificate.Totals.Alerts, _recount.Alerts),
        Equal("alerts covered", null, _certificate.Totals.Covered, _recount.Covered),
        Equal("alerts out of reach", null, _certificate.Totals.OutOfReach, _recount.OutOfReach),
        Equal("benign flows", null, _certificate.Totals.Benign, _recount.Benign),
        Equal("benign flows dropped", null, _certificate.Totals.BenignDropped, _recount.BenignDropped));

    IEnumerable<ClaimCheck> OfCounts(RuleClaim claim, int index) => Told(
        Equal("alerts covered by it", claim.Number, claim.Alerts, _recount.CoveredBy(index)),
        Equal("benign flows dropped by it", claim.Number, claim.Benign, _recount.DroppedBy(index)));

    IEnumerable<ClaimCheck> OfBound(RuleClaim claim, int index)
    {
        if (claim.Bound is not { } bound) yield break;

        var (hits, seen, next) = Recounted(bound.Ground, index);
        yield return AtLeast("hits", claim.Number, bound.Hits, hits);
        yield return AtMost("seen", claim.Number, bound.Seen, seen);
        if (bound.Ground is BoundGround.Newcomers) yield return AtMost("next", claim.Number, bound.Next, next);

        var most = Math.Min(MostRisk, 1 - _certificate.Confidence) + Rounding;
        yield return new("risk", claim.Number, Text(bound.Risk), $"at most {Text(most)}",
            bound.Risk > 0 && bound.Risk <= most);
        if (bound.Risk is <= 0 or >= 1) yield break;   // no bound has it

        var isSeen = bound.Seen <= seen && bound.Next <= next;   // more would be summed up for ever
        var found = Math.Max(
            BoundOf(bound, hits, seen, next), isSeen ? BoundOf(bound, bound.Hits, bound.Seen, bound.Next) : 0);
        yield return new("bound", claim.Number, Text(bound.Share), Text(found), bound.Share >= found - Rounding);
        var mayBeWide = hits == 0 && bound.Ground is BoundGround.Visits && _rules.HasOneSource(index);
        yield return new("epsilon", claim.Number, Text(_certificate.Epsilon),
            mayBeWide ? "a source without an honest visit" : Text(bound.Share),
            mayBeWide || bound.Share <= _certificate.Epsilon + Rounding);
    }

    (long Hits, long Seen, long Next) Recounted(BoundGround ground, int index) => ground switch
    {
        BoundGround.Visits => (_recount.VisitsDroppedBy(index), _recount.Visits.Count, 0),
        BoundGround.Asks => (
            _recount.VisitsDroppedBy(index),
            _rules.DestinationOf(index) is { } one ? _recount.AsksInVainOf(one) : 0, 0),
        _ => _rules.ServiceOf(index) is { } service ? _recount.Visits.NewcomersTo(service) : default,
    };

    static double BoundOf(BoundClaim bound, long hits, long seen, long next) =>
        bound.Ground is BoundGround.Newcomers
            ? BinomialTail.UpperBoundToCome(hits, seen, next, bound.Risk)
            : BinomialTail.UpperBound(hits, seen, bound.Risk);

    IEnumerable<ClaimCheck> OfContext(SiteContext context)
    {
        if (_certificate.Context is null) return [];

        var missing =
            from block in context.Internals
            where !_certificate.Internals.Contains(block.Value)
            select new ClaimCheck("internals", null, "all that the context says", $"not {block.Value}", false);
        var losses = _rules.Families.SelectMany(family => LossesOf(family.Rules, context)).ToList();
        return [.. missing, .. losses.Count > 0 ? losses : [new(Spared, null, None, None, true)]];
    }

    IEnumerable<ClaimCheck> LossesOf(RuleSet rules, SiteContext context)
    {
        try
        {
            return
            [
                .. from protection in ProtectionProof.Of(rules, context)
                   where protection.Loss is not null
                   select new ClaimCheck(Spared, RuleOf(protection.Loss!), None, protection.Item.Name, false),
            ];
        }
        catch (TooLargeException e)
        {
            return [new(Spared, null, None, $"not proven: {e.Message}", false)];
        }
    }

    long? RuleOf(Loss loss) => _rules.ClaimOf(loss.Rule) is { } claim ? _certificate.Rules[claim].Number : null;

    static IEnumerable<ClaimCheck> Told(params IEnumerable<ClaimCheck?> claims) => claims.OfType<ClaimCheck>();

    // What is not claimed cannot be wrong.
    static ClaimCheck? Equal(string claim, long? rule, long? claimed, long found) =>
        claimed is { } count ? new(claim, rule, Text(count), Text(found), count == found) : null;

    static ClaimCheck AtLeast(string claim, long rule, long claimed, long found) =>
        new(claim, rule, Text(claimed), Text(found), claimed >= found);

    static ClaimCheck AtMost(string claim, long rule, long claimed, long found) =>
        new(claim, rule, Text(claimed), Text(found), claimed <= found);

    static string Text(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    static string Text(double share) => share.ToString("0.######", CultureInfo.InvariantCulture);
}
