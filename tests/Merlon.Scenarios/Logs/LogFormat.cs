namespace Merlon.Scenarios.Logs;

/// <summary>One way to write a log.</summary>
abstract class LogFormat(string fileName, params OccurrenceKind[] kinds)
{
    public static readonly OccurrenceKind[] Everything = Enum.GetValues<OccurrenceKind>();
    public static readonly OccurrenceKind[] Connections = [OccurrenceKind.Admitted, OccurrenceKind.Refused];
    public static readonly OccurrenceKind[] Logins = [OccurrenceKind.LoginFailed, OccurrenceKind.LoginSucceeded];

    public string FileName => fileName;

    public virtual IEnumerable<string> Head => [];

    /// <summary>Whether a connection is one line, told with its bytes.</summary>
    public virtual bool TellsWholeFlows => false;

    public bool Carries(OccurrenceKind kind) => kinds.Contains(kind);

    /// <summary>One line, without its end.</summary>
    public abstract string Line(Occurrence what);
}
