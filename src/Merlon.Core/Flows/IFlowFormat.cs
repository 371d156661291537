namespace Merlon.Flows;

/// <summary>What came of reading one record.</summary>
public enum Parsed
{
    Observation,

    /// <summary>Rightly not a flow: a header, a comment, a blank line, another kind of event.</summary>
    Nothing,

    /// <summary>Should have been a flow and is not; the fault says where.</summary>
    Bad,

    /// <summary>Nothing after it can be read either (a table whose header lacks what must be there).</summary>
    Hopeless,
}

/// <summary>One log format: a record in, an observation out. Keeps only what headers told it.</summary>
public interface IFlowFormat
{
    /// <summary>As <c>--format</c> takes it.</summary>
    string Name { get; }

    /// <summary>What its user should know of how it was read (an assumed time zone, say).</summary>
    IReadOnlyCollection<string> Notes { get; }

    /// <param name="observation">Filled when the answer is <see cref="Parsed.Observation"/>.</param>
    /// <param name="fault">Tells where when it is <see cref="Parsed.Bad"/> or <see cref="Parsed.Hopeless"/>.</param>
    Parsed Read(ReadOnlySpan<byte> record, ref Observation observation, out Fault fault);
}
