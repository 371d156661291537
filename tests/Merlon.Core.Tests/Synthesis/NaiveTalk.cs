using Merlon.Flows;
using Merlon.Rules;

namespace Merlon.Synthesis;

/// <summary>
/// The strategy talk and its evaluation, written down as they are defined and without a thought to speed: what the
/// real ones are held against.
/// </summary>
sealed class NaiveTalk(double epsilon, Vantage vantage, ResponseSettings settings)
{
    readonly List<Flow> _alerts = [];
    readonly List<Flow> _benign = [];
    readonly List<(DropRule Rule, DateTime BindsAt)> _rules = [];
    DateTime? _next;

    public List<string> Rules => [.. _rules.Select(made => $"{made.BindsAt:HH:mm:ss.fff} {made.Rule}")];

    public bool Drops(Flow flow, bool isAlert)
    {
        var now = flow.FirstSeen;
        _benign.RemoveAll(benign => now - benign.FirstSeen > settings.BenignSpan);
        var inForce = _rules.Where(made => made.BindsAt <= now);
        if (vantage.Crosses(flow.Key) && inForce.Any(made => vantage.Drops(made.Rule, flow))) return true;

        if (isAlert) Alert(flow);
        else _benign.Add(flow);
        return false;
    }

    void Alert(Flow flow)
    {
        if (_alerts.Count > 0 && flow.FirstSeen - _alerts[^1].FirstSeen > settings.MaxIdle) _alerts.Clear();
        _alerts.Add(flow);
        if (_next is { } next && flow.FirstSeen < next) return;

        _next = flow.FirstSeen + TimeSpan.FromSeconds(1);
        Propose(flow.FirstSeen);
    }

    void Propose(DateTime now)
    {
        var open = _alerts.Where(alert => vantage.Crosses(alert.Key) && !IsMatched(alert)).ToList();
        while (Best(open) is { } best)
        {
            _rules.Add((best, now + settings.Reaction));
            open.RemoveAll(alert => DropsFirstPacket(best, alert));
        }
    }

    DropRule? Best(List<Flow> open)
    {
        var candidates =
            from alert in open
            from atom in (Atom[])[Atom.Source, Atom.Service, Atom.Destination, Atom.Connection]
            let rule = DropRule.For(atom, alert.Key)
            where rule is not null && DropsFirstPacket(rule.Value, alert)
            select rule.Value;
        var affordable =
            from rule in candidates.Distinct()
            where _benign.Count(flow => IsMatched(flow) || vantage.Drops(rule, flow)) <= epsilon * _benign.Count
            select rule;

        // Stable: among equals of one atom, the one of the earlier alert.
        var ranked = affordable.OrderByDescending(rule => open.Count(alert => DropsFirstPacket(rule, alert)));
        return ranked.ThenBy(rule => rule.Atom).Select(rule => (DropRule?)rule).FirstOrDefault();
    }

    bool IsMatched(Flow flow) => _rules.Exists(made => vantage.Drops(made.Rule, flow));

    bool DropsFirstPacket(DropRule rule, Flow flow) => vantage.Drops(rule, flow with { Backward = default });
}
