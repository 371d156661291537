using Merlon.Alerts;
using Merlon.Context;
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
public sealed class Responder(
    IStrategy strategy, Vantage vantage, ResponseSettings settings, bool canWithdraw = false,
    SiteContext? context = null)
{
    readonly Situation _situation = new(
        new(settings.MaxIdle), new(settings.BenignSpan, isFindable: canWithdraw), vantage, context ?? SiteContext.None);
    readonly RuleTable _active = new();
    readonly Queue<MadeRule> _pending = [];
    readonly Queue<MadeRule> _inForce = [];
    readonly List<MadeRule> _made = [];
    DateTime _nextProposal;

    public TimeSpan MaxIdle => settings.MaxIdle;

    public AlertWindow Alerts => _situation.Alerts;
    public BenignWindow Benign => _situation.Benign;

    /// <summary>Every rule so far, in order of making.</summary>
    public IReadOnlyList<MadeRule> Made => _made;

    /// <summary>The rules in force, or about to be, in order of making.</summary>
    public IEnumerable<MadeRule> Standing => _inForce.Concat(_pending);

    /// <summary>So many rules are in force at most.</summary>
    public int MostRules => strategy.MostRules;

    /// <summary>Whether there are as many rules as the strategy ever has.</summary>
    public bool IsFull => _situation.Rules.Count >= strategy.MostRules;

    /// <summary>Whether what the operator said of the site has kept the strategy from a rule.</summary>
    public bool HasForbidden => _situation.HasForbidden;

    /// <summary>The most rules that were in force at once.</summary>
    public int MaxActive { get; private set; }

    /// <summary>Moves event time on: rules come into force, old benign flows are forgotten.</summary>
    public void AdvanceTo(DateTime now)
    {
        while (_pending.Count > 0 && _pending.Peek().BindsAt <= now) Activate(_pending.Dequeue());
        while (Benign.MustForget(now))
        {
            _situation.Leave(IsMatched(Benign[0]));
            Benign.ForgetOldest(now);
        }
    }

    /// <summary>Whether a rule at this firewall can drop the flow's first packet.</summary>
    public bool Reaches(in FlowKey flow) => vantage.Crosses(flow) && vantage.SeesPacketsTo(flow.DestinationIp);

    /// <summary>
    /// Lets a flow meet the rules in force. One that is dropped is seen by nobody; any other is an alert, or enters
    /// the benign window.
    /// </summary>
    /// <returns>Whether it was dropped.</returns>
    public bool Drops(in Flow flow, bool isAlert)
    {
        AdvanceTo(flow.FirstSeen);
        var prints = new FlowPrints(flow, vantage);
        var isMatched = IsMatched(prints);
        var isInForce = isMatched && (_pending.Count == 0 || _active.TryFind(prints, out _));
        if (isInForce && vantage.Crosses(flow.Key)) return true;

        if (isAlert) SeeAlert(new(flow.FirstSeen, flow), oncePerFlow: false, prints, isMatched);
        else SeeBenign(flow, isMatched);
        return false;
    }

    /// <summary>Finds the first rule, in force or about to be, that drops the flow.</summary>
    public bool TryFindRule(in Flow flow, out MadeRule? rule)
    {
        var isFound = _situation.Rules.TryFindFirst(new(flow, vantage), out var number) && vantage.Crosses(flow.Key);
        rule = isFound ? _made[number] : null;
        return isFound;
    }

    /// <summary>Takes in a flow without an alert.</summary>
    public void SeeBenign(in Flow flow) => SeeBenign(flow, IsMatched(flow));

    /// <summary>Takes in an alert, and asks the strategy for rules if that is due.</summary>
    /// <param name="oncePerFlow">Further alerts on the same flow count as the same alert.</param>
    /// <returns>Whether it counted.</returns>
    public bool SeeAlert(in Alert alert, bool oncePerFlow = false)
    {
        var prints = new FlowPrints(alert.Flow, vantage);
        return SeeAlert(alert, oncePerFlow, prints, IsMatched(prints));
    }

    /// <summary>
    /// Asks the strategy once more for the window under way: its last alerts may have come too soon after the last
    /// time.
    /// </summary>
    public void Settle()
    {
        if (Alerts.Number > 0) Propose(Alerts.LatestAt);
    }

    /// <summary>A flow that was taken for benign turns out to have an alert.</summary>
    /// <returns>What went out of the benign window.</returns>
    public bool TryWithdraw(in FlowKey key, out Flow withdrawn)
    {
        if (!Benign.TryWithdraw(key, out withdrawn)) return false;

        _situation.Leave(IsMatched(withdrawn));
        return true;
    }

    bool IsMatched(in Flow flow) => _situation.Rules.Count > 0 && IsMatched(new FlowPrints(flow, vantage));

    bool IsMatched(in FlowPrints flow) => _situation.Rules.Count > 0 && _situation.Rules.TryFind(flow, out _);

    void SeeBenign(in Flow flow, bool isMatched)
    {
        Benign.Add(flow);
        _situation.Enter(isMatched);
    }

    bool SeeAlert(in Alert alert, bool oncePerFlow, in FlowPrints prints, bool isMatched)
    {
        var before = Alerts.Number;
        var isNew = oncePerFlow ? Alerts.AddOncePerFlow(alert) : Added(alert);
        if (isNew) Notice(alert, prints, isMatched, isFirst: Alerts.Number != before);
        if (alert.At >= _nextProposal) Propose(alert.At);
        return isNew;
    }

    bool Added(in Alert alert)
    {
        Alerts.Add(alert);
        return true;
    }

    // No candidate comes of a flow that no rule here can stop, though its alert keeps the window open.
    void Notice(in Alert alert, in FlowPrints prints, bool isMatched, bool isFirst)
    {
        if (vantage.Crosses(alert.Flow.Key)) strategy.Notice(alert, prints, isMatched, isFirst);
        else strategy.Notice(alert, default, false, isFirst);
    }

    void Propose(DateTime now)
    {
        _nextProposal = now + strategy.Period;
        strategy.Propose(_situation);
        foreach (var proposal in _situation.Taken) Make(proposal, now);

        _situation.Settle();
        while (_inForce.Count + _pending.Count > strategy.MostRules && _inForce.Count > 0) Retire(_inForce.Dequeue());
    }

    void Make(in Proposal proposal, DateTime now)
    {
        var rule = new MadeRule(_made.Count, proposal, now, now + settings.Reaction, Alerts.Number, Benign.Count);
        _made.Add(rule);
        _pending.Enqueue(rule);
    }

    void Activate(MadeRule rule)
    {
        if (_active.Add(rule.Rule, rule.Proposal.Print, rule.Number)) _inForce.Enqueue(rule);
        MaxActive = Math.Max(MaxActive, _active.Count);
    }

    void Retire(MadeRule rule)
    {
        _active.Remove(rule.Rule, rule.Proposal.Print);
        _situation.Rules.Remove(rule.Rule, rule.Proposal.Print);
        foreach (var next in _pending)   // it may have been made again
        {
            if (next.Proposal.Print != rule.Proposal.Print) continue;
            _situation.Rules.Add(next.Rule, next.Proposal.Print, next.Number);
        }
    }
}
