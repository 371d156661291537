using Merlon.Flows;

namespace Merlon.Evaluation;

/// <summary>
/// Stands in for a NIDS where the truth is known: raises an alert on a malicious flow with probability
/// <c>truePositives</c>, and on any other with probability <c>falsePositives</c>.
/// </summary>
/// <remarks>
/// The draw for the n-th flow depends on the seed and n alone (SplitMix64; Steele, Lea and Flood, OOPSLA 2014), so
/// that two strategies meet the same NIDS, whatever they block.
/// </remarks>
public sealed class DetectorStandIn(double truePositives, double falsePositives, int seed)
{
    ulong _flows;

    /// <summary>Alerts on every malicious flow and on no other.</summary>
    public static DetectorStandIn Ideal => new(1, 0, 0);

    /// <summary>Call once for each flow, in order.</summary>
    public bool Alerts(Label label)
    {
        var share = label is Label.Malicious ? truePositives : falsePositives;
        _flows++;
        return share >= 1 || (share > 0 && Draw(_flows) < share);
    }

    // Uniform over [0, 1).
    double Draw(ulong index)
    {
        var z = (ulong)seed * 0xD134_2543_DE82_EF95 + index * 0x9E37_79B9_7F4A_7C15;
        z = (z ^ z >> 30) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ z >> 27) * 0x94D0_49BB_1331_11EB;
        return ((z ^ z >> 31) >> 11) * (1.0 / (1UL << 53));
    }
}
