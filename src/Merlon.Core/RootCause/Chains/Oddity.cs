using Merlon.RootCause.Logs;

namespace Merlon.RootCause.Chains;

/// <summary>What is unusual, and no sign of an attack by itself: worth a look, and no ground for a verdict.</summary>
public enum OddityKind
{
    /// <summary>A host inside calls one outside that nobody else calls, at an even pace.</summary>
    EvenPace,

    /// <summary>A host inside reaches one service of many hosts inside in short time.</summary>
    FanOut,

    /// <summary>A host inside sends far more out than any other.</summary>
    Upload,

    /// <summary>Many sources ask one service at once, far more than usual.</summary>
    Crowd,

    /// <summary>Logins at one server fail from many sources, none of which tries often.</summary>
    FailedLogins,

    /// <summary>A request holds what programs that break in write, and was answered.</summary>
    HostileRequest,
}

/// <param name="Lines">That show it, in order of time.</param>
public sealed record Oddity(OddityKind Kind, IReadOnlyList<LogEvent> Lines);
