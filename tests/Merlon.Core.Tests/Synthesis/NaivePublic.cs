using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Synthesis;

/// <summary>
/// The public heuristic and its evaluation, written down as they are defined and without a thought to speed: what the
/// real ones are held against.
/// </summary>
sealed class NaivePublic(double epsilon, Vantage vantage, ResponseSettings settings)
{
    const int MostRules = 10;

    readonly List<Flow> _alerts = [];
    readonly List<Flow> _benign = [];
    readonly List<(DropRule Rule, DateTime BindsAt)> _pending = [];
    readonly List<DropRule> _active = [];
    DateTime? _next;

    public List<string> Rules { get; } = [];
    public int Retired { get; private set; }

    /// <summary>Rules that gave way when they had just been made again, and so stand on.</summary>
    public int MadeAgain { get; private set; }

    public bool Drops(Flow flow, bool isAlert)
    {
        var now = flow.FirstSeen;
        while (_pending.Count > 0 && _pending[0].BindsAt <= now) Activate();
        _benign.RemoveAll(benign => now - benign.FirstSeen > settings.BenignSpan);
        if (vantage.Crosses(flow.Key) && _active.Exists(rule => vantage.Drops(rule, flow))) return true;

        if (isAlert) Alert(flow);
        else _benign.Add(flow);
        return false;
    }

    // One that is there already keeps its turn to go.
    void Activate()
    {
        if (!_active.Contains(_pending[0].Rule)) _active.Add(_pending[0].Rule);
        _pending.RemoveAt(0);
    }

    void Alert(Flow flow)
    {
        if (_alerts.Count > 0 && flow.FirstSeen - _alerts[^1].FirstSeen > settings.MaxIdle) _alerts.Clear();
        _alerts.Add(flow);
        if (_next is { } next && flow.FirstSeen < next) return;

        _next = flow.FirstSeen + TimeSpan.FromSeconds(30);
        if (Best() is { } address) Make(DropRule.FromSource(address), flow.FirstSeen + settings.Reaction);
        while (_active.Count + _pending.Count > MostRules && _active.Count > 0)
        {
            Retired++;
            MadeAgain += _pending.Exists(made => made.Rule == _active[0]) ? 1 : 0;
            _active.RemoveAt(0);
        }
    }

    void Make(DropRule rule, DateTime bindsAt)
    {
        Rules.Add($"{bindsAt:HH:mm:ss.fff} {rule}");
        _pending.Add((rule, bindsAt));
    }

    Ip? Best()
    {
        var ends =
            from alert in _alerts
            where !_active.Concat(_pending.Select(made => made.Rule)).Any(rule => vantage.Drops(rule, alert))
            from end in new[] { alert.Key.SourceIp, alert.Key.DestinationIp }
            select end;
        var affordable =
            from end in ends
            group end by end into seen   // in the order in which they were met, which the sort below keeps among equals
            where _benign.Count(flow => flow.Key.SourceIp == seen.Key || flow.Key.DestinationIp == seen.Key)
                <= epsilon * _benign.Count
            orderby seen.Count() descending
            select (Ip?)seen.Key;
        return affordable.FirstOrDefault();
    }
}
