namespace Merlon.Flows;

/// <summary>
/// Where a record stopped making sense (an offset into it, in bytes from 0), and what stood to be expected.
/// </summary>
public readonly record struct Fault(int Offset, string Expected);

/// <summary>A record that could not be read, as a person finds it again. Line and column count from 1.</summary>
public readonly record struct BadLine(string File, long Line, int Column, string Expected)
{
    public override string ToString() => $"{File}:{Line}:{Column}: expected {Expected}";
}
