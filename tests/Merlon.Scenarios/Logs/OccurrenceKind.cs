namespace Merlon.Scenarios.Logs;

enum OccurrenceKind
{
    Admitted,
    Refused,

    /// <summary>The end of a connection that was admitted, with its bytes.</summary>
    Transfer,

    /// <summary>What an intrusion detection system said of a connection.</summary>
    Alert,

    /// <summary>An alert upon which the connection was cut off.</summary>
    Blocked,

    LoginFailed,
    LoginSucceeded,
}
