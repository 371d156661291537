using System.Collections.Immutable;
using Merlon.Context;
using Merlon.Evaluation.Certificates;
using Merlon.Flows;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Language;

/// <summary>
/// Whether a certificate held up: its claims are so, and in traffic that came later its rules dropped no more of the
/// honest visits than was claimed, of which there were enough to tell.
/// </summary>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class PrecedentCheck
{
    const double Risk = 0.05;

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
            _certificate.Rules.OrderByDescending(rule => rule.Alerts).SelectMany(rule => rule.Lines),
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
        if ((_certificate.Totals.Covered ?? 0) + _later.Covered == 0) return "it covered no alert, then or later";

        var broken = _certificate.Rules.Index().Select(rule => Broken(
            $"rule {rule.Item.Number}", _later.VisitsDroppedBy(rule.Index), rule.Item.Bound?.Share)).OfType<string>();
        return broken.FirstOrDefault() ?? Broken("all rules together", _later.VisitsDropped(), null) ?? Unknown()
            ?? (rules.IsEmpty ? "it has no rule that a model could propose again" : null);
    }

    /// <param name="claimed">The most that was claimed to be dropped, as a share; null where that is ε.</param>
    string? Broken(string what, long dropped, double? claimed)
    {
        var (visits, most) = (_later.Visits.Count, claimed ?? _certificate.Epsilon);
        return dropped <= most * visits ? null
            : $"{what} would have dropped {dropped:N0} of {visits:N0} later honest visits, and a share of "
                + $"{most:0.######} at most was claimed";
    }

    string? Unknown()
    {
        var known = BinomialTail.UpperBound(_later.VisitsDropped(), _later.Visits.Count, Risk);
        return known <= _certificate.Epsilon ? null
            : $"too little later traffic to tell: {_later.Visits.Count:N0} honest visits bound the harm of the rules "
                + $"to {known:0.###}, and {_certificate.Epsilon:0.###} is asked for";
    }

    WindowShape Shape()
    {
        ImmutableArray<AlertedWay> ways =
            [.. _alerts.All.Select(group => new AlertedWay(group.Prints.Key, group.Count, group.Latest, false))];
        var (covered, all) = (_certificate.Totals.Covered ?? 0, Math.Max(1, _certificate.Totals.Alerts));
        return WindowShape.Of(ways, _context) with { Covered = (double)covered / all };
    }

    static string NameOf(string path) => Path.GetFileName(path);
}
