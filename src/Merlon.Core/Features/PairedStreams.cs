using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Merlon.Features;

/// <summary>
/// Streams of numbers by key that are compared with each other: of each packet the sender's stream gets a number, and
/// the pair with the receiver's is read.
/// </summary>
/// <remarks>
/// As in "Kitsune" (Mirsky et al., NDSS 2018, IV.B), but that an event costs the same however many pairs a stream has:
/// see <see cref="StreamPair"/>. One of the two sides, the one with fewer such pairs when the pair is made, answers for
/// it; a side answers for at most <see cref="MostPairs"/>, and then gives up the one that was not read for longest.
/// </remarks>
/// <param name="capacity">The most streams that are remembered.</param>
/// <param name="pairCapacity">The most pairs.</param>
public sealed class PairedStreams(int capacity, int pairCapacity)
{
    /// <summary>
    /// How many features a packet has: for each decay weight, mean, variance, radius, magnitude, covariance, and
    /// correlation.
    /// </summary>
    public const int Features = Step * Decay.Count;

    /// <summary>The most pairs that one stream answers for.</summary>
    public const int MostPairs = 64;

    const int Step = 7, None = PairedStream.None;

    readonly StreamTable _table = new(capacity), _pairTable = new(pairCapacity);
    readonly PairedStream[] _streams = new PairedStream[capacity];
    readonly StreamPair[] _pairs = new StreamPair[pairCapacity];

    public int Count => _table.Count;

    /// <inheritdoc cref="StreamTable.Evicted"/>
    public long Evicted => _table.Evicted;

    public int Pairs => _pairTable.Count;

    /// <summary>How many pairs had to make way, or went with one of their streams.</summary>
    public long EvictedPairs { get; private set; }

    /// <summary>The number of a stream in a slot; see <see cref="StreamTable.SerialOf"/>.</summary>
    public long SerialOf(int slot) => _table.SerialOf(slot);

    /// <summary>The slot of a stream, which is good until the next one is looked for.</summary>
    /// <param name="at">In seconds.</param>
    /// <param name="kept">A slot that must stay good.</param>
    public int Find(StreamKey key, double at, int kept = None)
    {
        var slot = _table.Find(key, out var isNew, kept);
        if (isNew) _streams[slot] = new(at);
        else CacheLines.Fetch(ref _streams[slot]);
        return slot;
    }

    /// <summary>The slot of two streams' pair, good until the next is looked for; none if they are the same.</summary>
    public int FindPair(int sender, int receiver)
    {
        var first = _streams[sender].FirstPair;
        if (first != None) CacheLines.Fetch(ref _pairs[first]);
        if (sender == receiver) return None;

        var (one, other) = ((ulong)_table.SerialOf(sender), (ulong)_table.SerialOf(receiver));
        var evicted = _pairTable.Evicted;
        var slot = _pairTable.Find(new(Math.Min(one, other), Math.Max(one, other)), out var isNew);
        ref var pair = ref _pairs[slot];
        CacheLines.Fetch(ref pair);
        if (!isNew) return slot;

        if (_pairTable.Evicted > evicted)
        {
            EvictedPairs++;
            if (IsLinked(pair)) Unlink(pair);
        }

        pair = default;
        return slot;
    }

    /// <summary>Adds a number of the sender's, and reads its pair with the receiver.</summary>
    /// <param name="sender">A slot.</param>
    /// <param name="receiver">A slot; it may be the same.</param>
    /// <param name="pair">The slot of both.</param>
    /// <param name="at">In seconds; not before any that came before.</param>
    /// <param name="features">35 numbers.</param>
    public void Add(int sender, int receiver, int pair, double value, double at, Span<double> features)
    {
        ref var from = ref _streams[sender];
        ref var to = ref _streams[receiver];
        var before = from.Statistic.LastSeen;
        var factor = Decay.Over(at - before);
        var residual = from.Add(value, at, factor);
        AddToPairs(sender, residual, at, before, factor);
        from.AddResidual(residual, factor);
        from.Statistic.Write(features, Step);

        // A stream is no pair with itself: in the original its other side never has an event.
        var covariance = Vector512<double>.Zero;
        if (pair != None)
        {
            AddToPair(pair, sender, receiver, residual, at);
            covariance = _pairs[pair].Covariance;
        }

        WriteBoth(from.Statistic, to.Statistic, covariance, features[3..]);
    }

    // Its last residual must still be the one before. Most pairs were brought up to that event, and share its factor.
    void AddToPairs(
        int sender, Vector512<double> residual, double at, double before, Vector512<double> factor)
    {
        ref var light = ref _streams[sender];
        for (var slot = light.FirstPair; slot != None;)
        {
            ref var pair = ref _pairs[slot];
            var behind = pair.Behind;
            if (behind != None) CacheLines.Fetch(ref _pairs[behind]);
            if (_table.SerialOf(pair.Heavy) == pair.HeavySerial)
            {
                ref var heavy = ref _streams[pair.Heavy];
                var left = pair.At == before ? factor : Decay.Over(at - pair.At);
                pair.CatchUp(heavy, light.LastResidual.Load(), at, left);
                pair.AddLight(residual, heavy);
            }
            else
            {
                GiveUp(slot);
            }

            slot = behind;
        }
    }

    void AddToPair(int slot, int sender, int receiver, Vector512<double> residual, double at)
    {
        if (_pairs[slot].LightSerial == 0)
        {
            Begin(slot, sender, receiver, at);
            return;
        }

        ref var pair = ref _pairs[slot];
        if (pair.Light == sender)
        {
            pair.AddLight(residual, _streams[receiver]);
        }
        else
        {
            ref var light = ref _streams[receiver];
            pair.CatchUp(_streams[sender], light.LastResidual.Load(), at, Decay.Over(at - pair.At));
            pair.AddHeavy(residual, light);
        }

        if (pair.Before == None) return;

        Unlink(pair);
        Link(slot);
    }

    void Begin(int slot, int sender, int receiver, double at)
    {
        var isLightSending = _streams[sender].Pairs < _streams[receiver].Pairs;
        var (light, heavy) = isLightSending ? (sender, receiver) : (receiver, sender);
        if (_streams[light].Pairs >= MostPairs) GiveUp(_streams[light].LastPair);

        ref var pair = ref _pairs[slot];
        (pair.Light, pair.Heavy) = (light, heavy);
        (pair.LightSerial, pair.HeavySerial) = (_table.SerialOf(light), _table.SerialOf(heavy));
        pair.Begin(_streams[heavy], isLightSending, at);
        Link(slot);
    }

    void GiveUp(int slot)
    {
        Unlink(_pairs[slot]);
        _pairs[slot] = default;
        _pairTable.Remove(slot);
        EvictedPairs++;
    }

    // A stream that made way took its list with it.
    bool IsLinked(in StreamPair pair) => _table.SerialOf(pair.Light) == pair.LightSerial;

    void Link(int slot)
    {
        ref var pair = ref _pairs[slot];
        ref var light = ref _streams[pair.Light];
        (pair.Before, pair.Behind) = (None, light.FirstPair);
        if (light.FirstPair != None) _pairs[light.FirstPair].Before = slot;
        else light.LastPair = slot;
        light.FirstPair = slot;
        light.Pairs++;
    }

    void Unlink(in StreamPair pair)
    {
        ref var light = ref _streams[pair.Light];
        if (pair.Before != None) _pairs[pair.Before].Behind = pair.Behind;
        else light.FirstPair = pair.Behind;
        if (pair.Behind != None) _pairs[pair.Behind].Before = pair.Before;
        else light.LastPair = pair.Before;
        light.Pairs--;
    }

    // Radius and magnitude as the original has them: of the variances' squares, and of the means'.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void WriteBoth(
        in DampedStatistic from, in DampedStatistic to, Vector512<double> covariance, Span<double> features)
    {
        var (mean, otherMean) = (from.Mean, to.Mean);
        var (variance, otherVariance) = (from.Variance, to.Variance);
        var deviations = Vector512.Sqrt(variance) * Vector512.Sqrt(otherVariance);
        var isFlat = Vector512.Equals(deviations, Vector512<double>.Zero);
        var correlation = Vector512.ConditionalSelect(isFlat, Vector512<double>.Zero, covariance / deviations);
        PerDecay.Scatter(Vector512.Sqrt(variance * variance + otherVariance * otherVariance), features, Step);
        PerDecay.Scatter(Vector512.Sqrt(mean * mean + otherMean * otherMean), features[1..], Step);
        PerDecay.Scatter(covariance, features[2..], Step);
        PerDecay.Scatter(correlation, features[3..], Step);
    }
}
