using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Context;

/// <summary>Traffic of one family of which no rule may drop a packet, since the operator says so.</summary>
public sealed class Protected
{
    readonly ImmutableArray<Lane> _lanes;

    internal Protected(string name, int line, params ImmutableArray<Lane> lanes)
    {
        (Name, Scope, Line, _lanes) = (name, name, line, lanes);
        Family = lanes[0].Family;
        Condition = Condition.Any(lanes.Select(lane => lane.Condition));
    }

    /// <summary>As messages call it: <c>admin 203.0.113.5</c>.</summary>
    public string Name { get; }

    /// <summary>As <see cref="Name"/>, in addresses and services alone.</summary>
    public string Scope { get; internal init; }

    /// <summary>Where it was said, from 1.</summary>
    public int Line { get; }

    public IpFamily Family { get; }

    /// <summary>Its packets.</summary>
    public Condition Condition { get; }

    /// <summary>Whether a rule drops one of them.</summary>
    public bool Meets(in DropRule rule)
    {
        foreach (var lane in _lanes)
        {
            if (lane.Meets(rule)) return true;
        }

        return false;
    }

    /// <summary>The rule without its packets; null when nothing of use would be left of it.</summary>
    public DropRule? Without(in DropRule rule)
    {
        var rest = (DropRule?)rule;
        foreach (var lane in _lanes) rest = rest is { } left ? lane.Without(left) : null;
        return rest;
    }
}
