using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.RootCause.Policies;

/// <summary>The firewall's rules as they were given, and what they mean.</summary>
/// <param name="Families">One rule set for each family that they speak of.</param>
/// <param name="Rules">In the order in which they stand.</param>
/// <param name="IsDefaultTold">Whether it is told what becomes of packets that no rule matches.</param>
/// <remarks>Lines, also those of <see cref="Families"/>, are numbered through all files.</remarks>
public sealed record Policy(
    PolicyText Text, ImmutableArray<RuleSet> Families, ImmutableArray<GivenRule> Rules, bool IsDefaultTold)
{
    readonly Dictionary<int, GivenRule> _byLine = Rules.ToDictionary(rule => rule.Line);

    /// <summary>The hook that most rules are about: a gateway's, or a host's own.</summary>
    public Hook MainHook => RulesIn(Hook.Input) > RulesIn(Hook.Forward) ? Hook.Input : Hook.Forward;

    int RulesIn(Hook hook) => Families.Sum(rules =>
        rules.TableNamed("filter")?.ChainNamed(hook.ChainName)?.Rules.Length ?? 0);

    public RuleSet? Of(IpFamily family) => Families.FirstOrDefault(rules => rules.Family == family);

    /// <summary>The rule, as it was given, that stands on a line; null for none.</summary>
    public GivenRule? Given(int line) => _byLine.GetValueOrDefault(line);
}

/// <summary>A rule, or the policy of a chain, as people gave it.</summary>
/// <param name="Name">Its number or name where it has one; its place otherwise.</param>
/// <param name="Line">Numbered through all files, from 1.</param>
/// <param name="Words">As it stands there.</param>
/// <param name="Comment">What its author says of it; null for nothing.</param>
public sealed record GivenRule(string Name, int Line, string Words, string? Comment)
{
    /// <summary>It takes what no other rule does.</summary>
    public bool IsDefault { get; init; }
}
