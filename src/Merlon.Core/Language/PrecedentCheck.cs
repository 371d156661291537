using System.Collections.Immutable;
using Merlon.Context;
using Merlon.Evaluation.Certificates;
using Merlon.Flows;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Language;

/// <summary>
/// Whether a certificate held up: its claims are so, and in traffic that came later its rules covered alerts and
/// dropped few of the honest visits, of which there were enough to tell. How few is no word of its own alone.
/// </summary>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class PrecedentCheck
{
    readonly Certificate _certificate;
    readonly SiteContext _context;
    readonly CertificateCheck _claims;
    readonly FlowRecount _later;
    readonly Vantage _vantage;
    readonly AlertGroups _alerts = new();
    DateTime? _from, _to;
    bool _isLater;

    /// <param name="rules">Those of the certificate's text, without faults.</param>
    /// <param name="context">What the operator said of the site; nothing when the certificate names none.</param>
    public PrecedentCheck(Certificate certificate, CertifiedRules rules, SiteContext context)
    {
        (_certificate, _context) = (certificate, context);
        (_claims, _later) = (new(certificate, rules), new(certificate, rules));
        _vantage = new(certificate.Chain, [.. certificate.Internals]);
    }

    /// <summary>What the certificate's own logs say, in order of time.</summary>
    public void Next(in Observation observation, bool isAlert)
    {
        _claims.Next(observation);
        _from ??= observation.At;
        if (_to is null || observation.At > _to) _to = observation.At;
        if (isAlert && new FlowPrints(observation.Flow, _vantage) is { HasForward: true } prints)
            _alerts.Add(prints, observation.At);
    }

    /// <summary>What later logs say, in order of time; only what is later than the certificate's own counts.</summary>
    public void NextLater(in Observation observation)
    {
        if (observation.At <= _to) return;

        _isLater = true;
        _later.Next(observation);
    }

    /// <returns>The precedent, or in one line why there is none.</returns>
    /// <param name="file">That of the certificate.</param>
    /// <param name="laterLogs">Their names.</param>
    public (Precedent? Precedent, string Reason) Judge(CertifiedFile file, IEnumerable<string> laterLogs)
    {
        var rules = Precedent.RulesIn(
            _certificate.Rules.Index().Where(rule => _later.CoveredBy(rule.Index) > 0)
                .OrderByDescending(rule => rule.Item.Alerts).SelectMany(rule => rule.Item.Lines),
            _certificate.Chain);
        if (Objection(rules) is { } objection) return (null, objection);

        var later = new HeldUp(
            [.. laterLogs.Select(NameOf)], _later.Visits.Count, _later.VisitsDropped(), _later.Alerts, _later.Covered);
        return (new(
            Shape(), _certificate.Chain, rules, file with { Path = NameOf(file.Path) },
            [.. _certificate.Logs.Select(log => NameOf(log.File.Path))], _from!.Value, _to!.Value, later), "");
    }

    string? Objection(ImmutableArray<string> rules)
    {
        if (_claims.All(_context).FirstOrDefault(claim => !claim.Holds) is { } wrong)
            return $"the certificate is not so ({wrong.Claim}: claimed {wrong.Claimed}, found {wrong.Found})";
        if (_alerts.Count == 0) return "its logs hold no alert that a rule here can stop";
        if (!_isLater)
            return $"nothing in the later logs is later than its own, which end at {_to:yyyy-MM-dd HH:mm:ss} UTC";

        var broken = _certificate.Rules.Index().Select(rule => Broken(
            $"rule {rule.Item.Number}", _later.VisitsDroppedBy(rule.Index), rule.Item.Bound?.Share)).OfType<string>();
        return broken.FirstOrDefault() ?? Broken("all rules together", _later.VisitsDropped(), null) ?? Unknown()
            ?? Useless(rules);
    }

    /// <summary>A share of the honest: what a certificate may claim, and no more than Merlon allows itself.</summary>
    double MostHarm => Math.Min(_certificate.Epsilon, MerlonStrategy.StandardEpsilon);

    /// <param name="claimed">The most that was claimed to be dropped, as a share; null for nothing.</param>
    string? Broken(string what, long dropped, double? claimed)
    {
        var (visits, most) = (_later.Visits.Count, Math.Min(claimed ?? MostHarm, MostHarm));
        return dropped <= most * visits ? null
            : $"{what} would have dropped {dropped:N0} of {visits:N0} later honest visits, and a share of "
                + $"{most:0.######} at most may be";
    }

    string? Unknown()
    {
        var known = BinomialTail.UpperBound(_later.VisitsDropped(), _later.Visits.Count, MerlonStrategy.Risk);
        return known <= MostHarm ? null
            : $"too little later traffic to tell: {_later.Visits.Count:N0} honest visits bound the harm of the rules "
                + $"to {known:0.###}, and {MostHarm:0.###} is asked for";
    }

    string? Useless(ImmutableArray<string> rules) =>
        _later.Covered == 0 ? $"it covered none of {_later.Alerts:N0} later alerts"
        : rules.IsEmpty ? "it has no rule that a model could propose again and that covered later alerts" : null;

    WindowShape Shape()
    {
        ImmutableArray<AlertedWay> ways =
            [.. _alerts.All.Select(group => new AlertedWay(group.Prints.Key, group.Count, group.Latest, false))];
        var (covered, all) = (_certificate.Totals.Covered ?? 0, Math.Max(1, _certificate.Totals.Alerts));
        return WindowShape.Of(ways, _context) with { Covered = (double)covered / all };
    }

    static string NameOf(string path) => Path.GetFileName(path);
}
