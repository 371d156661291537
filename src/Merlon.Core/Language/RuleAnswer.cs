using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Language;

/// <summary>What a language model answered when it was asked for rules.</summary>
/// <param name="Rules">Those that iptables would take, in order, each once.</param>
/// <param name="Faults">Of lines that were meant to be rules and are none.</param>
/// <param name="Questions">What it asks, without the word ASK.</param>
public sealed record RuleAnswer(
    ImmutableArray<AnsweredRule> Rules, ImmutableArray<AnswerFault> Faults, ImmutableArray<string> Questions)
{
    /// <summary>Whether it holds rules, and nothing that was meant to be one and is not.</summary>
    public bool IsValid => Faults.IsEmpty && !Rules.IsEmpty;
}

/// <param name="Line">As iptables-save would write it.</param>
public sealed record AnsweredRule(string Line, Rule Rule, IpFamily Family);

/// <param name="Line">As the model wrote it.</param>
/// <param name="Problem">What is wrong, and what was expected.</param>
public sealed record AnswerFault(string Line, string Problem)
{
    public override string ToString() => $"{Line}: {Problem}";
}
