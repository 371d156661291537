using System.Runtime.InteropServices;
using Merlon.Detection;
using Merlon.Evaluation.Truth;

namespace Merlon.Evaluation.Detectors;

/// <summary>The scores that a detector gave packets of which is known what they are.</summary>
/// <param name="threshold">What scores above it would be an alert.</param>
public sealed class DetectorScores(double threshold)
{
    const int MostKept = 1 << 22;

    readonly Sample _benign = new(seed: 0);
    readonly Dictionary<int, AttackScores> _attacks = [];
    long _alerts;

    /// <param name="attack">That the packet is of; null for a benign one.</param>
    public void Add(double score, KnownAttack? attack, DateTime at)
    {
        var isAlert = score > threshold;
        if (attack is null)
        {
            _benign.Add(score);
            if (isAlert) _alerts++;
            return;
        }

        if (!_attacks.TryGetValue(attack.Number, out var scores))
            _attacks[attack.Number] = scores = new(attack, at);
        scores.Scores.Add(score);
        if (!isAlert) return;

        scores.Alerts++;
        scores.FirstAlert ??= at;
    }

    /// <summary>What came of it; null where there was no benign packet, or none of an attack.</summary>
    /// <param name="wanted">The false-positive rate that the threshold is for; null where it is for none.</param>
    public DetectorResult? ToResult(string detector, double? wanted)
    {
        if (_benign.Seen == 0 || _attacks.Count == 0) return null;

        var benign = _benign.Ranked();
        return new(detector, threshold, wanted, _benign.Seen, (double)_alerts / _benign.Seen,
            [.. _attacks.Values.OrderBy(scores => scores.Attack.Number).Select(scores => scores.ToResult(benign))]);
    }

    sealed class AttackScores(KnownAttack attack, DateTime firstSeen)
    {
        public KnownAttack Attack => attack;

        public Sample Scores { get; } = new((ulong)attack.Number);

        public long Alerts { get; set; }

        public DateTime? FirstAlert { get; set; }

        public AttackResult ToResult(RankedScores benign) => new(
            attack.Number, attack.Name, Scores.Seen, new(benign, Scores.Ranked()), (double)Alerts / Scores.Seen,
            FirstAlert - firstSeen);
    }

    // All of them, or a fair sample of very many.
    sealed class Sample(ulong seed)
    {
        readonly List<float> _kept = [];
        readonly Reservoir _places = new(MostKept, seed);

        public long Seen => _places.Seen;

        public void Add(double score)
        {
            var place = _places.Next();
            if (place == _kept.Count) _kept.Add((float)score);
            else if (place >= 0) _kept[place] = (float)score;
        }

        public RankedScores Ranked() => new(CollectionsMarshal.AsSpan(_kept));
    }
}
