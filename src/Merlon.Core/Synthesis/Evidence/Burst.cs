namespace Merlon.Synthesis.Evidence;

/// <summary>
/// The alerts of some minutes at a service: whether ever other sources are behind them, and those that are blocked do
/// not come back.
/// </summary>
/// <remarks>Blocks by source do nothing then: each comes once, and may not even be whose address it bears.</remarks>
struct Burst
{
    const int LeastSources = 20;

    static readonly TimeSpan Span = TimeSpan.FromMinutes(5);

    DateTime _began;
    int _alerts;
    int _firsts;
    int _returned;

    public readonly bool IsOfEverOthers => _firsts >= LeastSources && 3 * _firsts > _alerts && 5 * _returned < _firsts;

    /// <param name="isFirst">The first of its source at this service.</param>
    public void See(DateTime at, bool isFirst)
    {
        if (at - _began > Span) (_began, _alerts, _firsts, _returned) = (at, 0, 0, 0);
        _alerts++;
        if (isFirst) _firsts++;
    }

    /// <summary>A source that was blocked came back.</summary>
    public void SeeReturn() => _returned++;
}
