using Merlon.Alerts;
using Merlon.Flows;
using Merlon.Rules;

namespace Merlon.Synthesis;

/// <param name="MaxIdle">An alert window closes when none came for so long (ΔT_idle).</param>
/// <param name="BenignSpan">How far back the benign window reaches (ΔT_benign).</param>
/// <param name="Reaction">From an alert to the moment at which its rule binds.</param>
public sealed record ResponseSettings(TimeSpan MaxIdle, TimeSpan BenignSpan, TimeSpan Reaction)
{
    public static readonly ResponseSettings Default = new(
        MaxIdle: TimeSpan.FromSeconds(60), BenignSpan: TimeSpan.FromHours(1), Reaction: TimeSpan.FromSeconds(1));
}

/// <summary>A rule that was made, and what spoke for it.</summary>
/// <param name="Number">From 0, in the order of making.</param>
/// <param name="Window">The alert window that asked for it, from 1.</param>
/// <param name="BenignWindow">How many flows the benign window held.</param>
public sealed record MadeRule(
    int Number, Proposal Proposal, DateTime MadeAt, DateTime BindsAt, int Window, int BenignWindow)
{
    public DropRule Rule => Proposal.Rule;
}

/// <summary>
/// One site's response: takes its flows and alerts in order of event time, keeps both windows, asks the strategy
/// when it is due, and knows which rules are in force.
/// </summary>
/// <remarks>Not safe for concurrent use; one per shard.</remarks>
public sealed class Responder(IStrategy strategy, Vantage vantage, ResponseSettings settings)
{
    readonly Windows _windows = new(new(settings.MaxIdle), new(settings.BenignSpan), vantage);
    readonly RuleTable _known = new();    // made, whether in force yet or not
    readonly RuleTable _active = new();
    readonly Queue<MadeRule> _pending = [];
    readonly Queue<MadeRule> _inForce = [];
    readonly List<MadeRule> _made = [];
    readonly List<Proposal> _proposals = [];
    DateTime _nextProposal;

    public AlertWindow Alerts => _windows.Alerts;
    public BenignWindow Benign => _windows.Benign;

    /// <summary>Every rule so far, in order of making.</summary>
    public IReadOnlyList<MadeRule> Made => _made;

    /// <summary>The rules in force, or about to be, in order of making.</summary>
    public IEnumerable<MadeRule> Standing => _inForce.Concat(_pending);

    /// <summary>The most rules that were in force at once.</summary>
    public int MaxActive { get; private set; }

    /// <summary>Moves event time on: rules come into force, old benign flows are forgotten.</summary>
    public void AdvanceTo(DateTime now)
    {
        while (_pending.TryPeek(out var rule) && rule.BindsAt <= now) Activate(_pending.Dequeue());
        while (_windows.Benign.TryForget(now, out var flow)) strategy.Forget(new(flow, vantage));
    }

    /// <summary>Whether any rule at this firewall can drop packets of the flow.</summary>
    public bool Reaches(in FlowKey flow) =>
        vantage.Crosses(flow) && (vantage.SeesPacketsTo(flow.Destination.Ip) || vantage.SeesPacketsTo(flow.Source.Ip));

    /// <summary>Whether a rule in force drops the flow.</summary>
    public bool Blocks(in Flow flow) =>
        _active.Count > 0 && _active.TryFind(new(flow, vantage), out _) && vantage.Crosses(flow.Key);

    /// <summary>Finds a rule, in force or about to be, that drops the flow.</summary>
    public bool TryFindRule(in Flow flow, out MadeRule? rule)
    {
        rule = _known.TryFind(new(flow, vantage), out var number) && vantage.Crosses(flow.Key) ? _made[number] : null;
        return rule is not null;
    }

    /// <summary>Takes in a flow without an alert.</summary>
    public void SeeBenign(in Flow flow)
    {
        _windows.Benign.Add(flow);
        strategy.Remember(new(flow, vantage));
    }

    /// <summary>Takes in an alert, and asks the strategy for rules if that is due.</summary>
    /// <param name="oncePerFlow">Further alerts on the same flow count as the same alert.</param>
    /// <returns>Whether it counted.</returns>
    public bool SeeAlert(in Alert alert, bool oncePerFlow = false)
    {
        var before = _windows.Alerts.Number;
        var isNew = oncePerFlow ? _windows.Alerts.AddOncePerFlow(alert) : Added(alert);
        if (isNew) Notice(alert, opened: _windows.Alerts.Number != before);
        if (alert.At >= _nextProposal) Propose(alert.At);
        return isNew;
    }

    /// <summary>A flow that was taken for benign turns out to have an alert.</summary>
    public void Withdraw(in FlowKey key)
    {
        foreach (var flow in _windows.Benign.Withdraw(key)) strategy.Forget(new(flow, vantage));
    }

    bool Added(in Alert alert)
    {
        _windows.Alerts.Add(alert);
        return true;
    }

    void Notice(in Alert alert, bool opened)
    {
        // No candidate comes of a flow that no rule here can stop, though its alert keeps the window open.
        strategy.Notice(alert, vantage.Crosses(alert.Flow.Key) ? new(alert.Flow, vantage) : default, opened);
    }

    void Propose(DateTime now)
    {
        _nextProposal = now + strategy.Period;
        _proposals.Clear();
        strategy.Propose(_windows, _known, _made.Count, _proposals);
        foreach (var proposal in _proposals) Make(proposal, now);

        while (_inForce.Count + _pending.Count > strategy.MostRules && _inForce.Count > 0) Retire(_inForce.Dequeue());
    }

    void Make(in Proposal proposal, DateTime now)
    {
        var rule = new MadeRule(
            _made.Count, proposal, now, now + settings.Reaction, _windows.Alerts.Number, _windows.Benign.Count);
        _made.Add(rule);
        _known.Add(proposal.Rule.Atom, proposal.Print, rule.Number);
        _pending.Enqueue(rule);
    }

    void Activate(MadeRule rule)
    {
        _known.Add(rule.Rule.Atom, rule.Proposal.Print, rule.Number);   // made again after it had to give way
        if (_active.Add(rule.Rule.Atom, rule.Proposal.Print, rule.Number)) _inForce.Enqueue(rule);
        MaxActive = Math.Max(MaxActive, _active.Count);
    }

    void Retire(MadeRule rule)
    {
        _active.Remove(rule.Rule.Atom, rule.Proposal.Print);
        _known.Remove(rule.Rule.Atom, rule.Proposal.Print);
    }
}
