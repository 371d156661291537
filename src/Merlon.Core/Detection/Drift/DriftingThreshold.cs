using Merlon.Detection.Models;

namespace Merlon.Detection.Drift;

/// <summary>
/// A threshold that follows slow drift of normal traffic: as the level of the scores rises above what it was in
/// calibration, the threshold rises by the same factor, within a <see cref="DriftPace"/> that nothing hastens.
/// </summary>
/// <remarks>
/// <para>Whatever an attacker sends, and however much: in a time t of the capture the threshold becomes no more than
/// e^<see cref="DriftPace.FarthestIn"/>(t) times what it was. What scores k times the threshold in force stays an alert
/// for ln k ÷ 0.05 days at least; what scores more than <see cref="DriftPace.Most"/> times the calibrated one does for
/// ever.</para>
/// <para>The time of a capture is what its packets tell, where a second one bears a leap out; what tells a wrong time
/// silences the others for no more than ten minutes (<see cref="HearingClock"/>).</para>
/// <para>It never sinks below the calibrated one: who sends much that is usual could otherwise make honest traffic
/// strange.</para>
/// </remarks>
public sealed class DriftingThreshold
{
    readonly DriftPace _pace;
    readonly double _calibrated, _usual, _rise, _fall, _step;
    double _level, _factor;
    DateTime _firstHeard;
    HearingClock _clock;

    /// <param name="calibrated">The threshold that it begins with.</param>
    /// <param name="usual">The level of the scores in calibration, above 0.</param>
    /// <param name="before">How far it had come; null for a beginning.</param>
    public DriftingThreshold(double calibrated, double usual, DriftPace pace, DriftState? before = null)
    {
        (_pace, _calibrated, _usual) = (pace, calibrated, usual);
        (_rise, _fall) = (Math.Exp(ScoreLevel.Share * pace.Gain), Math.Exp((ScoreLevel.Share - 1) * pace.Gain));
        _step = Math.Exp(pace.Step);
        (_factor, _level) = (before?.Factor ?? 1, before?.Level ?? usual);
        _firstHeard = before?.FirstHeard ?? default;
        _clock = new(before?.LastHeard ?? default, before?.Skipped ?? default);
    }

    /// <summary>What scores above it is an alert now.</summary>
    public double Value => _calibrated * _factor;

    public DriftState State
    {
        get
        {
            var first = _firstHeard < _clock.Last ? _firstHeard : _clock.Last;   // which may have gone back
            return new(_factor, _level, first, _clock.Last, _clock.Skipped);
        }
    }

    /// <summary>Takes note of a packet's score.</summary>
    /// <remarks>
    /// A hearing moves the level up by much where the score is above it, and down by little where it is not, so that
    /// it comes to rest where the wanted share lies below (Robbins and Monro, 1951).
    /// </remarks>
    /// <param name="at">When it was seen; not all is heard (<see cref="HearingClock"/>).</param>
    public void Hear(double score, DateTime at)
    {
        if (!_clock.Hears(at, _pace.Hearing)) return;

        if (_firstHeard == default || at < _firstHeard) _firstHeard = at;
        if (!(score <= Value)) return;   // an alert

        _level = Math.Max(_usual, _level * (score > _level ? _rise : _fall));
        var aim = Math.Min(_level / _usual, _pace.Most);
        _factor = Math.Clamp(aim, _factor / _step, _factor * _step);
    }
}
