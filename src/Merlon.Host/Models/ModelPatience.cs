using Merlon.Detection;

namespace Merlon.Host.Models;

/// <summary>How long a model server is waited for, and how often it is asked.</summary>
/// <param name="Answer">For one answer.</param>
/// <param name="InAll">With all that is asked again.</param>
/// <param name="Attempts">The first one included.</param>
public sealed record ModelPatience(TimeSpan Answer, TimeSpan InAll, int Attempts)
{
    static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5), LongestPause = TimeSpan.FromSeconds(30);

    public static ModelPatience Of(TimeSpan answer) => new(answer, 2 * answer, 4);

    /// <summary>Twice as long each time, and not for all at the same moment.</summary>
    /// <param name="attempt">The one that went wrong, from 1.</param>
    public static TimeSpan Pause(int attempt, UniformDraws draws)
    {
        var pause = Math.Min(FirstPause.TotalSeconds * Math.Pow(2, attempt - 1), LongestPause.TotalSeconds);
        return TimeSpan.FromSeconds(pause * (0.5 + draws.Next()));
    }
}
