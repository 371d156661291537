using System.Runtime.Intrinsics;

namespace Merlon.Features;

/// <summary>How much came lately, of which less and less counts; for each decay.</summary>
struct FadingCount
{
    PerDecay _counts;
    double _at;

    public void Add(double amount, double now)
    {
        _counts.Store(At(now) + Vector512.Create(amount));
        _at = now;
    }

    /// <summary>What is left of it at a time, not before that of the last.</summary>
    public readonly Vector512<double> At(double now) => _counts.Load() * Decay.Over(now - _at);
}
