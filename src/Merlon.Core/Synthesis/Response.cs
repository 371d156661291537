using Merlon.Flows;

namespace Merlon.Synthesis;

/// <summary>A rule with the alerts of the log that it covers and the benign flows that it would have dropped.</summary>
/// <param name="Grounds">What bounds its harm, by all of the log; null where the strategy has no bound.</param>
public sealed record RuleEffect(MadeRule Made, Matches Alerts, Matches Benign, Grounds? Grounds);

/// <summary>One alert window, as it was when it closed.</summary>
public sealed record ClosedWindow(int Number, DateTime OpenedAt, DateTime LatestAt, long Alerts, int RulesMade);

/// <summary>
/// The answer to a log: nothing was blocked while it was written, so every flow and alert in it was seen. Rules are
/// made as the alerts come; those that stand when the log has ended are held against all of it.
/// </summary>
public sealed class Response(Responder responder)
{
    /// <summary>So many windows are kept, the latest ones; earlier ones are only counted.</summary>
    public const int MostWindows = 1_000;

    const int MostAlerted = 1 << 17;

    static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(2);

    readonly MetTraffic _alerts = new(responder), _benign = new(responder);
    readonly Queue<ClosedWindow> _windows = [];
    readonly HashSet<(FlowKey, DateTime)> _alerted = [];   // flows whose alerts were seen
    readonly Dictionary<FlowKey, DateTime> _alertedAt = [];   // their five-tuples, with the latest alert
    ClosedWindow? _open;

    public Responder Responder => responder;

    public long Alerts { get; private set; }
    public long BenignFlows { get; private set; }

    /// <summary>Alerts that the rules cover; of those with a limit, such as came above it since it bound.</summary>
    public long Covered => Rules.Sum(rule => rule.Alerts.Count);

    /// <summary>Benign flows that the rules would have dropped; of those with a limit, as with alerts.</summary>
    public long BenignDropped => Rules.Sum(rule => rule.Benign.Count);

    /// <summary>Whether all of the traffic was held against the rules that stand.</summary>
    public bool IsWhole => _alerts.IsWhole && _benign.IsWhole;

    /// <summary>The alerts that a rule at this firewall can stop, in no order.</summary>
    public IEnumerable<CountedWay> AlertTraffic => _alerts.All;

    /// <summary>The flows without an alert, in no order.</summary>
    public IEnumerable<CountedWay> BenignTraffic => _benign.All;

    /// <summary>Alerts and flows that are counted, and no longer among these for want of room.</summary>
    public long ForgottenTraffic => _alerts.Forgotten + _benign.Forgotten;

    /// <summary>Alerts that no rule at this firewall can stop.</summary>
    public Matches OutOfReach { get; } = new();

    public IEnumerable<ClosedWindow> Windows => _open is null ? _windows : _windows.Append(_open);

    /// <summary>Whether there are as many rules as the strategy ever has.</summary>
    public bool IsFull => responder.IsFull;

    /// <summary>Rules that were taken back since honest traffic came that they would drop.</summary>
    public int Withdrawn => responder.Withdrawn;

    /// <summary>How good the rules are that stand; null where the strategy does not choose among all.</summary>
    public Choice? Choice => responder.Choice;

    public int WindowCount => responder.Alerts.Number;

    /// <summary>The rules that stand, with their effects, in order of making; none before <see cref="End"/>.</summary>
    public IReadOnlyList<RuleEffect> Rules { get; private set; } = [];

    /// <summary>
    /// Whether it covers no fewer alerts than another answer to the same log and drops no more benign flows, and is
    /// better in one of both, or does the same with fewer rules.
    /// </summary>
    public bool IsBetterThan(Response other) => Quality.CompareTo(other.Quality) > 0
        && Covered >= other.Covered && BenignDropped <= other.BenignDropped;

    /// <summary>Whether both do the same with as many rules.</summary>
    public bool IsAsGoodAs(Response other) => Quality == other.Quality;

    (long, long, int) Quality => (Covered, -BenignDropped, -Rules.Count);

    public void Next(in Observation observation, bool isAlert)
    {
        responder.AdvanceTo(observation.At);
        if (isAlert) NextAlert(observation);
        else NextBenign(observation);
    }

    /// <summary>
    /// The log has ended: its last alerts get their answer, too, and of all rules those are chosen that are to stand.
    /// </summary>
    public void End()
    {
        Settle();
        responder.Condense();
        var (alerts, benign) = (_alerts.ByRule(), _benign.ByRule());
        Rules = [.. from rule in responder.Standing
                    select new RuleEffect(rule, Of(rule, alerts), Of(rule, benign), responder.GroundsOf(rule))];

        static Matches Of(MadeRule rule, Dictionary<int, Matches> met) => met.GetValueOrDefault(rule.Number) ?? new();
    }

    void NextBenign(in Observation observation)
    {
        if (observation.Flow.Label is Label.None && HasAlert(observation.Flow)) return;

        BenignFlows++;
        _benign.Add(observation);
        responder.SeeBenign(observation.Flow);
    }

    void NextAlert(in Observation observation)
    {
        var flow = observation.Flow;
        var isFromNids = observation.Kind is not RecordKind.Flow;
        if (isFromNids && !IsFirst(flow) && observation.Kind is RecordKind.AlertedFlow) return;   // its alert was seen
        if (observation.At - responder.Alerts.LatestAt > responder.MaxIdle) Settle();

        if (_alertedAt.Count == MostAlerted) _alertedAt.Clear();
        _alertedAt[flow.Key] = observation.At;
        var made = responder.Made.Count;
        if (responder.TryWithdraw(flow.Key, out var withdrawn))
        {
            BenignFlows--;
            _benign.TakeBack(withdrawn);
        }

        if (responder.SeeAlert(new(observation.At, flow), oncePerFlow: isFromNids)) Count(observation);
        NoteWindow(responder.Made.Count - made);
    }

    // The window has closed: what was not answered while it was open may be now.
    void Settle()
    {
        var made = responder.Made.Count;
        responder.Settle();
        if (responder.Made.Count > made) NoteWindow(responder.Made.Count - made);
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

    void Count(in Observation alert)
    {
        Alerts++;
        if (responder.Reaches(alert.Flow.Key)) _alerts.Add(alert);
        else OutOfReach.Add(alert);
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
