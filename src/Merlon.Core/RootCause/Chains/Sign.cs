using Merlon.RootCause.Logs;

namespace Merlon.RootCause.Chains;

/// <summary>What makes a source's dealings with a service an attack; each by a rule of its own.</summary>
public enum SignKind
{
    /// <summary>A detection system took what was let pass for an attack.</summary>
    Alerted,

    /// <summary>What was let pass was cut off later for what was in it.</summary>
    CutOff,

    /// <summary>The source was refused again and again before it got in.</summary>
    Probed,

    /// <summary>The source failed to log in many times.</summary>
    Guessed,

    /// <summary>The source asked far more often than all others.</summary>
    Flooded,

    /// <summary>The host that it came to went on, soon and by itself, where nobody else goes.</summary>
    WentOn,

    /// <summary>It was let pass where the rules themselves say that it should not have been.</summary>
    AgainstIntent,

    /// <summary>A host that was attacked goes where neither it nor its neighbours went before.</summary>
    FollowsOn,
}

/// <param name="Lines">That show it.</param>
public sealed record Sign(SignKind Kind, IReadOnlyList<LogEvent> Lines);
