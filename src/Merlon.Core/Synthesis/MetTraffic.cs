using Merlon.Flows;
using Merlon.Rules;
using Merlon.Synthesis.Evidence;

namespace Merlon.Synthesis;

/// <summary>
/// Traffic by five-tuple and by the ways in which it has packets, to be held against the rules once these are known.
/// What there is no room for is held against the rules of that time.
/// </summary>
sealed class MetTraffic
{
    const int Most = 1 << 17, MostShed = 1 << 16;

    readonly Responder _responder;
    readonly Recent<(FlowKey, bool HasForward, bool IsAnswered), Met> _met;
    readonly Recent<ulong, CountedWay> _shed;   // what there was no room for, by the print of its way
    readonly Dictionary<int, Matches> _past = [];   // by rule
    readonly Dictionary<int, Matches> _aboveLimits = [];   // by rule: what came above its limit since it bound

    public MetTraffic(Responder responder)
    {
        _responder = responder;
        _met = new(Most, Shed);
        _shed = new(MostShed, way => Forgotten += way.Flows);
    }

    /// <summary>Whether there was room for all of it.</summary>
    public bool IsWhole => _met.Shed == 0;

    /// <summary>How much of it is no longer among <see cref="All"/>.</summary>
    public long Forgotten { get; private set; }

    /// <summary>All of it, by five-tuple, in no order; what there was no room for, by one of each way's.</summary>
    public IEnumerable<CountedWay> All => _met.All.Where(met => met.Count > 0)
        .Select(met => new CountedWay(met.First.Flow.Key, met.Count)).Concat(_shed.All);

    public void Add(in Observation observation)
    {
        if (_responder.IsAboveLimit(observation.Flow, out var number)) MatchesOf(number, _aboveLimits).Add(observation);
        ref var met = ref _met.Of(KindOf(observation.Flow), out _);
        if (met.Count == 0) met.First = observation;
        met.Count++;
    }

    /// <summary>A flow turned out to be something else.</summary>
    public void TakeBack(in Flow flow)
    {
        ref var met = ref _met.Of(KindOf(flow), out _);
        if (met.Count > 0) met.Count--;
    }

    /// <summary>What each rule that stands meets; of several rules, the one that was made first.</summary>
    public Dictionary<int, Matches> ByRule()
    {
        var byRule = _past.Concat(_aboveLimits).ToDictionary();
        foreach (var met in _met.All.OrderBy(met => met.First.At)) Hold(met, byRule);
        return byRule;
    }

    static (FlowKey, bool, bool) KindOf(in Flow flow) => (flow.Key, flow.Forward.Packets > 0, flow.IsAnswered);

    void Shed(Met met)
    {
        Hold(met, _past);
        if (met.Count == 0) return;

        var key = met.First.Flow.Key;
        ref var way = ref _shed.Of(FlowPrints.OfWay(key), out _);
        way = new(key, way.Flows + met.Count);
    }

    void Hold(in Met met, Dictionary<int, Matches> byRule)
    {
        if (met.Count == 0 || !_responder.TryFindRule(met.First.Flow, out var rule)) return;
        MatchesOf(rule!.Number, byRule).Add(met.First, met.Count);
    }

    static Matches MatchesOf(int rule, Dictionary<int, Matches> byRule) =>
        byRule.TryGetValue(rule, out var matches) ? matches : byRule[rule] = new();

    struct Met
    {
        public Observation First { get; set; }
        public long Count { get; set; }
    }
}
