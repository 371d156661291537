using System.Collections.Immutable;
using Merlon.RootCause.Logs;

namespace Merlon.RootCause.Reports;

/// <summary>A sentence of a report, and what it rests on; without that it is not printed.</summary>
/// <param name="Text">Holds what attackers wrote: to be escaped wherever it is shown.</param>
public sealed record Claim(string Text, ImmutableArray<Assertion> Evidence);

/// <summary>Something that anybody can look up or replay.</summary>
public abstract record Assertion
{
    Assertion() { }

    /// <summary>A field of a line of a log has this value.</summary>
    public sealed record Tells(LogPlace Place, EventField Field, string Value) : Assertion;

    /// <summary>No line of a log has this field.</summary>
    public sealed record Lacks(EventField Field) : Assertion;

    /// <summary>So many different lines are named here.</summary>
    public sealed record Counts(int Number, ImmutableArray<LogPlace> Places) : Assertion;

    /// <summary>One line is no later than another.</summary>
    public sealed record Follows(LogPlace Earlier, LogPlace Later) : Assertion;

    /// <summary>A line of the rules reads so.</summary>
    /// <param name="Line">Numbered through all files of rules.</param>
    public sealed record Reads(int Line, string Words) : Assertion;

    /// <summary>What rules do to what a line tells of, replayed.</summary>
    /// <param name="Change">The number of a fix; -1 for the rules as they were given.</param>
    public sealed record Decides(LogPlace Place, int Change, Ruling Ruling) : Assertion;
}
