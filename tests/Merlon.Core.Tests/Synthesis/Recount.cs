using Merlon.Flows;
using Merlon.Rules;

namespace Merlon.Synthesis;

/// <summary>
/// What a response should have counted, from all that it was shown and the rules that it made, for a strategy whose
/// rules stay.
/// </summary>
/// <remarks>
/// A rule meets all alerts and benign flows of the log, whenever they came. What several rules meet counts for the one
/// made first. The latest flow of an alert's five-tuple was never benign, if no label calls it so. Alerts out of reach
/// are covered by no rule.
/// </remarks>
sealed class Recount(Vantage vantage, ResponseSettings settings)
{
    readonly List<Alerted> _alerts = [];
    readonly List<Spared> _benign = [];
    readonly HashSet<(FlowKey, DateTime)> _alerted = [];
    readonly Dictionary<FlowKey, DateTime> _alertedAt = [];
    readonly List<MadeRule> _rules = [];
    readonly List<(DateTime OpenedAt, DateTime LatestAt)> _windows = [];

    public int Covered => MetFirst(_alerts, MetBy).Count;
    public int Dropped => MetFirst(Kept, MetBy).Count;
    public int MetBySeveral => _alerts.Count(alert => MetBy(alert).Count() > 1);
    public int Repeated { get; private set; }
    public int Withdrawn => _benign.Count - Kept.Count();

    IEnumerable<Spared> Kept => _benign.Where(benign => !benign.IsWithdrawn);

    public void See(Observation observation, bool isAlert)
    {
        Leave(benign => observation.At - benign.Flow.FirstSeen > settings.BenignSpan, isWithdrawn: false);
        if (isAlert) SeeAlert(observation);
        else if (observation.Flow.Label is not Label.None || !HasAlert(observation.Flow))
            _benign.Add(new(observation.Flow));
    }

    /// <summary>The rules so far.</summary>
    public void NoteRules(IReadOnlyList<MadeRule> made) =>
        _rules.AddRange(made.Skip(_rules.Count));

    public void AssertEqual(Response response)
    {
        Assert.Equal((_alerts.Count, Kept.Count()), (response.Alerts, response.BenignFlows));
        Assert.Equal((Covered, Dropped), (response.Covered, response.BenignDropped));
        Assert.Equal(_rules, response.Rules.Select(effect => effect.Made));
        var flows = _alerts.Select(alert => alert.Flow);
        Assert.Equal(flows.Count(flow => !IsWithinReach(flow)), response.OutOfReach.Count);

        var (alerts, dropped) = (MetFirst(_alerts, MetBy), MetFirst(Kept, MetBy));
        foreach (var effect in response.Rules)
        {
            AssertEqual(alerts.FindAll(met => met.Rule == effect.Made).Select(met => met.One.Flow), effect.Alerts);
            AssertEqual(dropped.FindAll(met => met.Rule == effect.Made).Select(met => met.One.Flow), effect.Benign);
        }

        var windows = _windows.Select((window, i) => new ClosedWindow(
            i + 1, window.OpenedAt, window.LatestAt, _alerts.Count(alert => alert.Window == i + 1),
            _rules.Count(made => made.Window == i + 1)));
        Assert.Equal(windows, response.Windows);
    }

    static void AssertEqual(IEnumerable<Flow> expected, Matches matches)
    {
        Assert.True(expected.Count() <= Matches.MostShown, "The world is too large: not all flows are shown.");
        Assert.Equal(expected.Count(), matches.Count);
        var shown = expected.DistinctBy(flow => (flow.Key, flow.Forward.Packets > 0, flow.IsAnswered));
        Assert.Equal(shown.Select(flow => $"{flow}").Order(), matches.First.Select(one => $"{one.Flow}").Order());
    }

    void SeeAlert(Observation alert)
    {
        var (flow, isFromNids) = (alert.Flow, alert.Kind is not RecordKind.Flow);
        if (isFromNids && !_alerted.Add((flow.Key, flow.FirstSeen)) && alert.Kind is RecordKind.AlertedFlow)
        {
            Repeated++;
            return;
        }

        _alertedAt[flow.Key] = alert.At;
        var latest = Latest(flow.Key) ?? Latest(flow.Key.Reversed);
        if (latest is { Flow.Label: Label.None }) Leave(benign => benign == latest, isWithdrawn: true);
        if (latest is not null) latest.IsLookedFor = true;

        var isNew = _windows.Count == 0 || alert.At - _windows[^1].LatestAt > settings.MaxIdle;
        if (isNew) _windows.Add((alert.At, alert.At));
        else _windows[^1] = (_windows[^1].OpenedAt, alert.At);

        var isKnown = isFromNids && _alerts.Exists(known => known.Window == _windows.Count && known.IsFromNids
            && known.Flow.Key == flow.Key && known.Flow.FirstSeen == flow.FirstSeen);
        if (isKnown) Repeated++;
        else _alerts.Add(new(flow, _windows.Count, isFromNids));
    }

    // From two seconds before the flow began to two after it ended.
    bool HasAlert(Flow flow) =>
        (_alertedAt.TryGetValue(flow.Key, out var at) || _alertedAt.TryGetValue(flow.Key.Reversed, out at))
        && at >= flow.FirstSeen.AddSeconds(-2) && at <= flow.LastSeen.AddSeconds(2);

    // Of those in the window; one that was looked for is not found again.
    Spared? Latest(FlowKey key) =>
        _benign.LastOrDefault(benign => benign.Flow.Key == key) is { HasLeft: false, IsLookedFor: false } found
            ? found
            : null;

    void Leave(Predicate<Spared> goes, bool isWithdrawn)
    {
        foreach (var benign in _benign.Where(benign => !benign.HasLeft && goes(benign)))
            (benign.HasLeft, benign.IsWithdrawn) = (true, isWithdrawn);
    }

    static List<(MadeRule Rule, T One)> MetFirst<T>(IEnumerable<T> all, Func<T, IEnumerable<MadeRule>> metBy) =>
        [.. from one in all let first = metBy(one).FirstOrDefault() where first is not null select (first, one)];

    IEnumerable<MadeRule> MetBy(Alerted alert) =>
        from rule in _rules
        where IsWithinReach(alert.Flow) && Stops(rule, alert.Flow)
        select rule;

    IEnumerable<MadeRule> MetBy(Spared benign) =>
        from rule in _rules
        where Stops(rule, benign.Flow)
        select rule;

    bool Stops(MadeRule made, Flow flow) => vantage.Crosses(flow.Key) && vantage.Drops(made.Rule, flow);

    bool IsWithinReach(Flow flow) => vantage.Crosses(flow.Key)
        && vantage.SeesPacketsTo(flow.Key.DestinationIp);

    sealed record Alerted(Flow Flow, int Window, bool IsFromNids);

    // Compared by identity: two flows may be the same to the last field.
    sealed class Spared(Flow flow)
    {
        public Flow Flow => flow;
        public bool IsLookedFor { get; set; }
        public bool HasLeft { get; set; }
        public bool IsWithdrawn { get; set; }
    }
}
