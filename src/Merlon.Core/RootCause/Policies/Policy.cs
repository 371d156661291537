using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.RootCause.Policies;

/// <summary>The firewall's rules as they were given, and what they mean.</summary>
/// <param name="Families">One rule set for each family that they speak of.</param>
/// <param name="Rules">In the order in which they stand.</param>
/// <param name="IsDefaultTold">Whether it is told what becomes of packets that no rule matches.</param>
public sealed record Policy(
    ImmutableArray<RuleSet> Families, ImmutableArray<GivenRule> Rules, bool IsDefaultTold)
{
    public RuleSet? Of(IpFamily family) => Families.FirstOrDefault(rules => rules.Family == family);

    /// <summary>The rule, as it was given, that a rule of <see cref="Families"/> comes from.</summary>
    public GivenRule? Given(Rule rule) => Rules.FirstOrDefault(given => given.Line == rule.Line);
}

/// <summary>A rule as people gave it.</summary>
/// <param name="Name">Its number or name where it has one; its line otherwise.</param>
/// <param name="Line">Of the file, from 1.</param>
/// <param name="Words">As it stands there.</param>
/// <param name="Comment">What its author says of it; null for nothing.</param>
public sealed record GivenRule(string Name, int Line, string Words, string? Comment);
