using Merlon.Alerts;
using Merlon.Flows;

namespace Merlon.Synthesis;

/// <summary>What a rule meets in the traffic: how much, and the first of it to show.</summary>
public sealed class Matches
{
    /// <summary>So many are kept to be shown; the rest are counted.</summary>
    public const int MostShown = 100;

    readonly List<Observation> _first = [];

    public long Count { get; private set; }
    public IReadOnlyList<Observation> First => _first;

    public void Add(in Observation observation)
    {
        Count++;
        if (_first.Count < MostShown) _first.Add(observation);
    }

    /// <summary>It turned out to be something else.</summary>
    public void TakeBack(in Observation observation)
    {
        Count--;
        _first.Remove(observation);
    }
}

/// <summary>A rule with the alerts it covers and the benign flows it would have dropped, from the windows in which it
/// was made to the end of the input.</summary>
public sealed record RuleEffect(MadeRule Made, Matches Alerts, Matches Benign);

/// <summary>One alert window, as it was when it closed.</summary>
public sealed record ClosedWindow(int Number, DateTime OpenedAt, DateTime LatestAt, long Alerts, int RulesMade);

/// <summary>
/// The answer to a log: nothing was blocked while it was written, so every flow and alert in it was seen; rules are
/// made as the alerts come, and each is held against all that follows.
/// </summary>
public sealed class Response(Responder responder)
{
    /// <summary>So many windows are kept, the latest ones; earlier ones are only counted.</summary>
    public const int MostWindows = 1_000;

    const int MostAlerted = 1 << 17;

    static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(2);

    readonly List<RuleEffect> _effects = [];
    readonly Queue<ClosedWindow> _windows = [];
    readonly HashSet<(FlowKey, DateTime)> _alerted = [];   // flows whose alerts were seen
    readonly Dictionary<FlowKey, DateTime> _alertedAt = [];   // their five-tuples, with the latest alert
    readonly List<Observation> _uncovered = [];   // alerts of the window under way
    ClosedWindow? _open;

    public long Alerts { get; private set; }
    public long BenignFlows { get; private set; }

    /// <summary>Alerts that a rule covers which stood when they came, or was made in their window.</summary>
    public long Covered { get; private set; }

    /// <summary>Benign flows that a standing rule would have dropped; each once, where rules stay.</summary>
    public long BenignDropped { get; private set; }

    /// <summary>Alerts that no rule at this firewall can stop.</summary>
    public Matches OutOfReach { get; } = new();

    public IEnumerable<ClosedWindow> Windows => _open is null ? _windows : _windows.Append(_open);

    /// <summary>Whether there are as many rules as the strategy ever has.</summary>
    public bool IsFull => responder.IsFull;

    public int WindowCount => responder.Alerts.Number;

    /// <summary>The rules that stand, with their effects, in order of making.</summary>
    public IEnumerable<RuleEffect> Rules => responder.Standing.Select(rule => _effects[rule.Number]);

    public void Next(in Observation observation, bool isAlert)
    {
        responder.AdvanceTo(observation.At);
        if (isAlert) NextAlert(observation);
        else NextBenign(observation);
    }

    void NextBenign(in Observation observation)
    {
        if (observation.Flow.Label is Label.None && HasAlert(observation.Flow)) return;

        BenignFlows++;
        responder.SeeBenign(observation.Flow);
        if (!responder.TryFindRule(observation.Flow, out var rule)) return;

        BenignDropped++;
        _effects[rule!.Number].Benign.Add(observation);
    }

    void NextAlert(in Observation observation)
    {
        var flow = observation.Flow;
        var isFromNids = observation.Kind is not RecordKind.Flow;
        if (isFromNids && !IsFirst(flow) && observation.Kind is RecordKind.AlertedFlow) return;   // its alert was seen
        if (observation.At - responder.Alerts.LatestAt > responder.MaxIdle) Settle();

        if (_alertedAt.Count == MostAlerted) _alertedAt.Clear();
        _alertedAt[flow.Key] = observation.At;
        var (made, window) = (responder.Made.Count, responder.Alerts.Number);
        responder.TryFindRule(flow, out var covering);
        if (responder.TryWithdraw(flow.Key, out var withdrawn)) TakeBack(withdrawn);

        var isCounted = responder.SeeAlert(new(observation.At, flow), oncePerFlow: isFromNids);
        if (responder.Alerts.Number != window) _uncovered.Clear();
        if (isCounted) Count(observation, covering);
        if (responder.Made.Count > made) HoldAgainstWindows(made);
        NoteWindow(responder.Made.Count - made);
    }

    /// <summary>The log has ended: its last alerts get their answer, too.</summary>
    public void Settle()
    {
        var made = responder.Made.Count;
        responder.Settle();
        if (responder.Made.Count == made) return;

        HoldAgainstWindows(made);
        NoteWindow(responder.Made.Count - made);
    }

    // Another log's record of a flow that has had its alert: sensors' clocks may be some seconds apart.
    bool HasAlert(in Flow flow) =>
        (_alertedAt.TryGetValue(flow.Key, out var at) || _alertedAt.TryGetValue(flow.Key.Reversed, out at))
        && at - flow.LastSeen <= ClockSkew && flow.FirstSeen - at <= ClockSkew;

    bool IsFirst(in Flow flow)
    {
        if (_alerted.Count == MostAlerted) _alerted.Clear();
        return _alerted.Add((flow.Key, flow.FirstSeen));
    }

    void Count(in Observation alert, MadeRule? covering)
    {
        Alerts++;
        if (!responder.Reaches(alert.Flow.Key)) OutOfReach.Add(alert);
        else if (covering is null) Wait(alert);
        else
        {
            Covered++;
            _effects[covering.Number].Alerts.Add(alert);
        }
    }

    // A flow that was taken for benign, and has an alert.
    void TakeBack(in Flow flow)
    {
        BenignFlows--;
        if (!responder.TryFindRule(flow, out var rule)) return;

        BenignDropped--;
        _effects[rule!.Number].Benign.TakeBack(Observation.Of(flow));
    }

    // What the window forgets is forgotten here too.
    void Wait(in Observation alert)
    {
        _uncovered.Add(alert);
        if (_uncovered.Count > AlertWindow.DefaultCapacity) _uncovered.RemoveRange(0, _uncovered.Count / 2);
    }

    // New rules also meet what is in the windows already.
    void HoldAgainstWindows(int firstNew)
    {
        for (var i = firstNew; i < responder.Made.Count; i++) _effects.Add(EffectOf(responder.Made[i]));

        _uncovered.RemoveAll(alert => IsNowCovered(alert));
        if (!responder.Made.Skip(firstNew).Any(MayMatchBenign)) return;

        for (var i = 0; i < responder.Benign.Places; i++)
        {
            var flow = responder.Benign[i];
            if (!responder.TryFindRule(flow, out var rule) || rule!.Number < firstNew) continue;
            BenignDropped++;
            _effects[rule.Number].Benign.Add(Observation.Of(flow));
        }
    }

    bool MayMatchBenign(MadeRule rule) => rule.Proposal.Benign > 0
        || (rule.Proposal.Bound is not null && responder.Benign.MayInvolve(rule.Rule.Anchor));

    // What a rule did that gave way to it, it would have done, too.
    RuleEffect EffectOf(MadeRule rule)
    {
        var before = rule.Proposal.Replaces is { } number ? _effects[number] : null;
        return new(rule, before?.Alerts ?? new(), before?.Benign ?? new());
    }

    bool IsNowCovered(in Observation alert)
    {
        if (!responder.TryFindRule(alert.Flow, out var rule)) return false;

        Covered++;
        _effects[rule!.Number].Alerts.Add(alert);
        return true;
    }

    void NoteWindow(int rulesMade)
    {
        var window = responder.Alerts;
        if (_open is not null && _open.Number != window.Number)
        {
            _windows.Enqueue(_open);
            if (_windows.Count > MostWindows) _windows.Dequeue();
            _open = null;
        }

        _open = new(window.Number, window.OpenedAt, window.LatestAt, window.Total, (_open?.RulesMade ?? 0) + rulesMade);
    }
}
