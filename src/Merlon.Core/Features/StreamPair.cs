using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Merlon.Features;

/// <summary>
/// How two streams go together: the damped sum of products of both sides' last residuals, and its weight, just after
/// every event of either.
/// </summary>
/// <remarks>
/// The light side brings it up to date at its own events. Between two of them its residual x does not change, so that
/// the events of the heavy side, however many, gave x times what its damped sum of residuals grew by; their weight is
/// what its weight grew by. The heavy side so need not know of the pair.
/// </remarks>
struct StreamPair
{
    PerDecay _products, _weight;

    // The heavy side's sums when it was looked at last, and when that was.
    PerDecay _heavyResiduals, _heavyWeight;
    double _heavyAt;
    long _heavyEvents;

    // A side without an event since the pair was made has the residual 0.
    bool _seesLight, _seesHeavy;

    /// <summary>Up to when it was brought.</summary>
    public double At;

    public int Light, Heavy;   // slots
    public long LightSerial, HeavySerial;
    public int Before, Behind;   // among the pairs of the light side

    /// <summary>Damped covariance: products by weight.</summary>
    public readonly Vector512<double> Covariance
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _products.Load() / _weight.Load();
    }

    /// <summary>Begins with the event of one side, which was added to it.</summary>
    public void Begin(in PairedStream heavy, bool isLightSending, double at)
    {
        _products = default;
        _weight.Store(Vector512<double>.One);
        At = at;
        var left = Decay.Over(at - heavy.Statistic.LastSeen);
        Remember(heavy, heavy.ResidualSum.Load() * left, heavy.Statistic.Weight * left, at);
        _seesLight = isLightSending;
        _seesHeavy = !isLightSending;
    }

    /// <summary>Adds what the heavy side did since it was looked at last.</summary>
    /// <param name="light">Its residual as it was all that time.</param>
    /// <param name="factor">What is left of the past since <see cref="At"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CatchUp(in PairedStream heavy, Vector512<double> light, double at, Vector512<double> factor)
    {
        var products = _products.Load() * factor;
        var weight = _weight.Load() * factor;
        if (heavy.Events != _heavyEvents)
        {
            var past = _heavyAt == At ? factor : Decay.Over(at - _heavyAt);
            var left = Decay.Over(at - heavy.Statistic.LastSeen);
            var (residualSum, heavyWeight) = (heavy.ResidualSum.Load() * left, heavy.Statistic.Weight * left);
            if (_seesLight) products += light * (residualSum - _heavyResiduals.Load() * past);
            weight += heavyWeight - _heavyWeight.Load() * past;
            Remember(heavy, residualSum, heavyWeight, at);
            _seesHeavy = true;
        }

        _products.Store(products);
        _weight.Store(weight);
        At = at;
    }

    /// <summary>Adds an event of the light side, up to which it was brought.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddLight(Vector512<double> residual, in PairedStream heavy)
    {
        _seesLight = true;
        Add(residual, _seesHeavy, heavy);
    }

    /// <summary>Adds an event of the heavy side once more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddHeavy(Vector512<double> residual, in PairedStream light) => Add(residual, _seesLight, light);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Add(Vector512<double> residual, bool seesOther, in PairedStream other)
    {
        if (seesOther) _products.Store(_products.Load() + residual * other.LastResidual.Load());
        _weight.Store(_weight.Load() + Vector512<double>.One);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Remember(in PairedStream heavy, Vector512<double> residuals, Vector512<double> weight, double at)
    {
        _heavyResiduals.Store(residuals);
        _heavyWeight.Store(weight);
        (_heavyAt, _heavyEvents) = (at, heavy.Events);
    }
}
