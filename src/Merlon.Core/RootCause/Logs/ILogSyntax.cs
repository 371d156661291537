namespace Merlon.RootCause.Logs;

/// <summary>One way in which logs write their lines.</summary>
interface ILogSyntax
{
    /// <summary>What people call it.</summary>
    string Name { get; }

    /// <summary>Takes a line apart.</summary>
    /// <param name="text">After the head that syslog gives it.</param>
    /// <param name="head">That head.</param>
    /// <param name="fields">Empty; filled where the line tells something.</param>
    LineKind Read(ReadOnlySpan<char> text, in SyslogHead head, LogLine fields);
}

/// <summary>What a line is to a syntax.</summary>
enum LineKind
{
    /// <summary>Not written so.</summary>
    Foreign,

    /// <summary>Written so, and tells no event: a heading, a remark.</summary>
    Silent,

    Event,
}
