namespace Merlon.Host.Capture;

/// <summary>What keeps a live capture from its packets.</summary>
public enum Obstacle
{
    /// <summary>What was asked for makes no sense.</summary>
    Words,

    /// <summary>The interface: there is none, or it cannot be read.</summary>
    Interface,

    /// <summary>The machine lacks something: a library, a right.</summary>
    Machine,
}

/// <summary>A live capture cannot begin; in one line that says what to do.</summary>
public sealed class CaptureException(Obstacle obstacle, string message) : Exception(message)
{
    public Obstacle Obstacle { get; } = obstacle;
}
