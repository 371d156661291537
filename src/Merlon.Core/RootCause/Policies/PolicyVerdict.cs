using System.Collections.Immutable;
using Merlon.RootCause.Logs;
using Merlon.Rules;

namespace Merlon.RootCause.Policies;

/// <summary>
/// What a policy does to all packets that a line of a log may be about: more than one thing, where the line does not
/// tell what the rules ask for.
/// </summary>
/// <param name="Deciders">The rules that decide about some of the packets, in the order in which they stand.</param>
public sealed record PolicyVerdict(ImmutableArray<Decider> Deciders)
{
    /// <summary>Whether what the line says was done is what the rules do.</summary>
    public Agreement With(Ruling? ruling)
    {
        if (ruling is null || Deciders.IsEmpty || Deciders.Any(one => one.Ruling is null)) return Agreement.Open;
        if (Deciders.All(one => one.Ruling == ruling)) return Agreement.Explained;
        return Deciders.All(one => one.Ruling != ruling) ? Agreement.Contradicted : Agreement.Open;
    }
}

/// <summary>What decides about some packets.</summary>
/// <param name="Rule">Null where no rule does, and the chain's policy is what is left.</param>
/// <param name="Line">Where the rule or the policy stands, in all files; 0 for nowhere.</param>
/// <param name="Ruling">Null where that is not told, or hangs on what no packet tells.</param>
public sealed record Decider(Rule? Rule, int Line, Ruling? Ruling)
{
    // Rules that stand at different places are different, and long to compare.
    public bool Equals(Decider? other) =>
        other is not null && ReferenceEquals(Rule, other.Rule) && Line == other.Line && Ruling == other.Ruling;

    public override int GetHashCode() => HashCode.Combine(Line, Ruling);
}

/// <summary>How a line of a log and a policy go together.</summary>
public enum Agreement
{
    /// <summary>The rules do just that to every packet that the line may be about.</summary>
    Explained,

    /// <summary>They do the opposite to each: something else acted, or other rules.</summary>
    Contradicted,

    /// <summary>The line, or the policy, tells too little.</summary>
    Open,
}
