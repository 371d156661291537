using System.Collections.Immutable;
using Merlon.Net;

namespace Merlon.Rules;

/// <summary>What iptables-save writes: the tables of one family.</summary>
public sealed record RuleSet(IpFamily Family, ImmutableArray<Table> Tables)
{
    public Table? TableNamed(string name) => Tables.FirstOrDefault(table => table.Name == name);
}

/// <summary>A table and its chains, built-in ones first, in the order in which they stand.</summary>
public sealed record Table(string Name, ImmutableArray<Chain> Chains)
{
    public Chain? ChainNamed(string name) => Chains.FirstOrDefault(chain => chain.Name == name);
}

/// <summary>Rules in order; at its end a built-in chain's policy decides, and a user's chain returns.</summary>
/// <param name="Policy">ACCEPT or DROP; null for a chain that only jumps reach.</param>
public sealed record Chain(string Name, Verdict? Policy, Counters Counters, ImmutableArray<Rule> Rules)
{
    /// <summary>Where it was declared, from 1; 0 where it was not.</summary>
    public int Line { get; init; }
}

/// <summary>How many packets and bytes a rule or a policy has met.</summary>
public readonly record struct Counters(ulong Packets, ulong Bytes)
{
    public override string ToString() => $"[{Packets}:{Bytes}]";
}

public enum Verdict : byte
{
    Accept,
    Drop,

    /// <summary>Dropped, and the sender is told.</summary>
    Reject,
}
