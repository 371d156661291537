namespace Merlon.Detection.Dense;

/// <summary>Numbers in standard deviations from their means.</summary>
sealed class Standardizer(double[] means, double[] deviations)
{
    // What is farther from the mean is as far for the network, so that nothing strange carries it away.
    const double Farthest = 20;

    public void Scale(ReadOnlySpan<double> numbers, Span<double> scaled)
    {
        for (var i = 0; i < means.Length; i++) scaled[i] = (numbers[i] - means[i]) / deviations[i];
    }

    public static void Clip(ReadOnlySpan<double> scaled, Span<double> clipped)
    {
        for (var i = 0; i < scaled.Length; i++) clipped[i] = Math.Clamp(scaled[i], -Farthest, Farthest);
    }
}
