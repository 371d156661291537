using System.Runtime.InteropServices;
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
/// <param name="isHindsight">
/// Of a log, while which nothing was blocked: flows may turn out to have had an alert, and no rule's life ends.
/// </param>
public sealed class Responder(
    IStrategy strategy, Vantage vantage, ResponseSettings settings, bool isHindsight = false,
    SiteContext? context = null)
{
    readonly Situation _situation = new(
        new(settings.MaxIdle), new(settings.BenignSpan, isFindable: isHindsight), vantage, context ?? SiteContext.None);
    readonly RuleTable _active = new();
    readonly Queue<MadeRule> _pending = [];
    readonly SortedDictionary<int, MadeRule> _inForce = [];   // by number
    readonly PriorityQueue<MadeRule, DateTime> _ends = new();
    readonly Dictionary<int, DateTime> _renewed = [];   // when rules in force last dropped a packet
    readonly Dictionary<int, TokenBucket> _buckets = [];   // of rules in force that have a limit
    readonly List<MadeRule> _made = [];
    DateTime _nextProposal;

    public TimeSpan MaxIdle => settings.MaxIdle;

    public AlertWindow Alerts => _situation.Alerts;
    public BenignWindow Benign => _situation.Benign;

    /// <summary>Every rule so far, in order of making.</summary>
    public IReadOnlyList<MadeRule> Made => _made;

    /// <summary>
    /// The rules in force, or about to be, in order of making; those with a limit last, since they count what the
    /// others let through.
    /// </summary>
    public IEnumerable<MadeRule> Standing =>
        _inForce.Values.Concat(_pending).Where(IsWanted).OrderBy(rule => rule.Rule.Above is not null);

    /// <summary>What bounds the harm of a rule that stands, as more is known now; null for nothing.</summary>
    public Grounds? GroundsOf(MadeRule rule) => strategy.GroundsOf(rule.Number);

    /// <summary>Rules that were taken back since honest traffic came that they would drop.</summary>
    public int Withdrawn { get; private set; }

    /// <summary>The last choice among all rules; null when there was none.</summary>
    public Choice? Choice => _situation.Choice;

    /// <summary>So many rules are in force at most.</summary>
    public int MostRules => strategy.MostRules;

    /// <summary>Whether there are as many rules as the strategy ever has.</summary>
    public bool IsFull => _situation.Rules.Count >= strategy.MostRules;

    /// <summary>Whether what the operator said of the site has kept the strategy from a rule.</summary>
    public bool HasForbidden => _situation.HasForbidden;

    /// <summary>What the strategy remembered of senders, hosts and alerts, and forgot for want of room.</summary>
    public long Shed => strategy.Shed;

    /// <summary>The most rules that were in force at once.</summary>
    public int MaxActive { get; private set; }

    /// <summary>Moves event time on: rules come into force, old benign flows are forgotten.</summary>
    public void AdvanceTo(DateTime now)
    {
        while (_pending.Count > 0 && _pending.Peek().BindsAt <= now) Activate(_pending.Dequeue());
        while (_ends.TryPeek(out _, out var end) && end <= now) EndOrRenew(_ends.Dequeue());
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
        if ((isMatched && _active.TryFind(prints, out var number) && vantage.Crosses(flow.Key))
            || IsAboveLimit(prints, flow.FirstSeen, out number))
        {
            Renew(number, flow.FirstSeen);
            return true;
        }

        if (isAlert) SeeAlert(new(flow.FirstSeen, flow), oncePerFlow: false, prints, isMatched);
        else SeeBenign(flow, prints, isMatched);
        return false;
    }

    /// <summary>Finds the first rule, in force or about to be, that drops the flow.</summary>
    public bool TryFindRule(in Flow flow, out MadeRule? rule)
    {
        var isFound = _situation.Rules.TryFindFirst(new(flow, vantage), out var number) && vantage.Crosses(flow.Key);
        rule = isFound ? _made[number] : null;
        return isFound;
    }

    /// <summary>Whether the flow's first packet comes above the limit of a rule in force, which counts it.</summary>
    public bool IsAboveLimit(in Flow flow, out int number) =>
        IsAboveLimit(new FlowPrints(flow, vantage), flow.FirstSeen, out number);

    /// <summary>Takes in a flow without an alert.</summary>
    public void SeeBenign(in Flow flow)
    {
        var prints = new FlowPrints(flow, vantage);
        SeeBenign(flow, prints, IsMatched(prints));
    }

    /// <summary>A rule has dropped a packet: where its life depends on that, it begins anew.</summary>
    public void Renew(int number, DateTime at)
    {
        if (_made[number].Proposal.IsRenewed) _renewed[number] = at;
        strategy.SeeDrop(number);
    }

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
        if (Alerts.Number > 0) Take(strategy.Conclude, Alerts.LatestAt);
    }

    /// <summary>Has the strategy choose among all rules: nothing more comes at all.</summary>
    public void Condense()
    {
        if (Alerts.Number > 0) Take(strategy.Condense, Alerts.LatestAt);
    }

    /// <summary>A flow that was taken for benign turns out to have an alert.</summary>
    /// <returns>What went out of the benign window.</returns>
    public bool TryWithdraw(in FlowKey key, out Flow withdrawn)
    {
        if (!Benign.TryWithdraw(key, out withdrawn)) return false;

        var prints = new FlowPrints(withdrawn, vantage);
        _situation.Leave(IsMatched(prints));
        strategy.TakeBack(withdrawn, prints);
        return true;
    }

    bool IsAboveLimit(in FlowPrints flow, DateTime at, out int number) =>
        _active.TryFindLimited(flow, out number) && vantage.Crosses(flow.Key)
        && CollectionsMarshal.GetValueRefOrNullRef(_buckets, number).Exceeds(at);

    bool IsMatched(in Flow flow) => _situation.Rules.Count > 0 && IsMatched(new FlowPrints(flow, vantage));

    bool IsMatched(in FlowPrints flow) => _situation.Rules.Count > 0 && _situation.Rules.TryFind(flow, out _);

    void SeeBenign(in Flow flow, in FlowPrints prints, bool isMatched)
    {
        Benign.Add(flow);
        _situation.Enter(isMatched);
        strategy.SeeBenign(flow, prints);
        if (isMatched && vantage.Crosses(flow.Key)) WithdrawContradicted(prints);
    }

    void WithdrawContradicted(in FlowPrints flow)
    {
        while (_situation.Rules.TryFind(flow, out var number) && strategy.IsContradicted(number, flow))
        {
            Retire(_made[number]);
            Withdrawn++;
        }
    }

    bool SeeAlert(in Alert alert, bool oncePerFlow, in FlowPrints prints, bool isMatched)
    {
        var before = Alerts.Number;
        var isNew = oncePerFlow ? Alerts.AddOncePerFlow(alert) : Added(alert);
        if (isNew) Notice(alert, prints, isMatched, isFirst: Alerts.Number != before);
        if (alert.At >= _nextProposal) Take(strategy.Propose, alert.At);
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

    void Take(Action<Situation> propose, DateTime now)
    {
        _nextProposal = now + strategy.Period;
        propose(_situation);
        foreach (var proposal in _situation.Taken) Make(proposal, now);
        foreach (var number in _situation.Retired) Retire(_made[number]);   // perhaps of those just made

        _situation.Settle();
        while (_inForce.Count + _pending.Count > strategy.MostRules && _inForce.Count > 0)
            Retire(_inForce.First().Value);
    }

    void Make(in Proposal proposal, DateTime now)
    {
        var rule = new MadeRule(_made.Count, proposal, now, now + settings.Reaction, Alerts.Number, Benign.Count);
        _made.Add(rule);
        _pending.Enqueue(rule);
    }

    void Activate(MadeRule rule)
    {
        var print = rule.Proposal.Print;
        if (rule.Proposal.Life is { } life)
        {
            if (!IsWanted(rule))
            {
                strategy.SeeEnd(rule.Number);   // it went before it bound
                return;
            }

            if (_active.NumberOf(print) is { } before)
            {
                _inForce.Remove(before);
                _buckets.Remove(before);
                strategy.SeeEnd(before);
            }

            _active.Put(rule.Rule, print, rule.Number);
            if (!isHindsight) _ends.Enqueue(rule, rule.BindsAt + life);
        }
        else if (!_active.Add(rule.Rule, print, rule.Number)) return;

        if (rule.Rule.Above is { } limit) _buckets[rule.Number] = new(limit);
        _inForce.Add(rule.Number, rule);
        MaxActive = Math.Max(MaxActive, _active.Count);
    }

    bool IsWanted(MadeRule rule) => _situation.Rules.NumberOf(rule.Proposal.Print) == rule.Number;

    void EndOrRenew(MadeRule rule)
    {
        if (!_inForce.ContainsKey(rule.Number)) return;

        var isRenewed = _renewed.Remove(rule.Number, out var at);
        if (isRenewed) _ends.Enqueue(rule, at + rule.Proposal.Life!.Value);
        else Retire(rule);
    }

    void Retire(MadeRule rule)
    {
        var print = rule.Proposal.Print;
        strategy.SeeEnd(rule.Number);
        if (_inForce.Remove(rule.Number)) _active.Remove(rule.Rule, print);
        _buckets.Remove(rule.Number);
        if (!IsWanted(rule)) return;

        _situation.Rules.Remove(rule.Rule, print);
        foreach (var next in _pending)   // one that stays may have been made again
        {
            if (next.Proposal.Print == print && next.Proposal.Life is null)
                _situation.Rules.Add(next.Rule, print, next.Number);
        }
    }
}
