namespace Merlon.Rules.Syntax;

/// <summary>Where a rule set stopped making sense, in words fit for a person or for the model that wrote it.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Expected">The nearest form that is right, or what should stand there.</param>
public readonly record struct Fault(int Line, int Column, string Message, string Expected)
{
    public override string ToString() => $"{Line}:{Column}: {Message}; expected {Expected}";
}

/// <summary>What is wrong with a word, before anyone knows where it stands.</summary>
/// <param name="Offset">Where in the word.</param>
public readonly record struct Problem(string Message, string Expected, int Offset = 0);
