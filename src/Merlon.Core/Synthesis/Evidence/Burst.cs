namespace Merlon.Synthesis.Evidence;

/// <summary>
/// The alerts of some time at a service: whether ever other sources are behind them. Blocks by source do little then:
/// each source is new once, and may not even be whose address it bears.
/// </summary>
struct Burst
{
    const int LeastSources = 20, LeastAtOnce = 10;

    static readonly TimeSpan Span = TimeSpan.FromMinutes(5);

    Stretch _long, _short;
    int _returned;
    DateTime _keptUntil;
    bool _goesOn;

    /// <summary>
    /// Many within minutes, of whom those that are blocked do not come back; or half as many within a round; or one
    /// soon after the service was open again.
    /// </summary>
    public readonly bool IsOfEverOthers =>
        _goesOn || (_long.IsOfOthers(LeastSources) && 5 * _returned < _long.Firsts) || _short.IsOfOthers(LeastAtOnce);

    /// <param name="isFirst">The first of its source at this service.</param>
    public void See(DateTime at, bool isFirst)
    {
        if (_long.See(at, isFirst, Span)) _returned = 0;
        _short.See(at, isFirst, Clientele.Round);
        _goesOn = isFirst && at - _keptUntil <= Clientele.Round;
    }

    /// <summary>The service is kept for those who are known.</summary>
    public void Keep(DateTime until) => _keptUntil = until;

    /// <summary>A source that was blocked came back.</summary>
    public void SeeReturn() => _returned++;

    /// <summary>So long a time from its first alert on; then the next begins.</summary>
    struct Stretch
    {
        DateTime _began;
        int _alerts;

        public int Firsts { get; private set; }

        public readonly bool IsOfOthers(int least) => Firsts >= least && 3 * Firsts > _alerts;

        /// <returns>Whether a new one began.</returns>
        public bool See(DateTime at, bool isFirst, TimeSpan span)
        {
            var isNew = at - _began > span;
            if (isNew) (_began, _alerts, Firsts) = (at, 0, 0);
            _alerts++;
            if (isFirst) Firsts++;
            return isNew;
        }
    }
}
