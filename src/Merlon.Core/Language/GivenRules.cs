using Merlon.Evaluation.Certificates;
using Merlon.Flows;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Language;

/// <summary>
/// Somebody's rules as iptables-restore takes them, with or without the frame of their table, and what they do to the
/// first packet of a connection.
/// </summary>
sealed class GivenRules
{
    const string Frame = "*filter\n", End = "\nCOMMIT\n";

    readonly FlowWalk _walk;
    readonly bool _asksForInterfaces;

    GivenRules(FlowWalk walk, IEnumerable<Rule> rules)
    {
        _walk = walk;
        _asksForInterfaces = rules.Any(rule => rule.InInterface is not null || rule.OutInterface is not null);
    }

    /// <returns>Null when they make no sense.</returns>
    public static GivenRules? Read(string text, Vantage vantage, out string? problem)
    {
        var isFramed = text.Split('\n').Any(line => line.StartsWith('*'));
        var rules = new CertifiedRules(isFramed ? text : Frame + text.TrimEnd('\n') + End, []);
        problem = rules.Fault is { } fault ? $"{fault with { Line = Math.Max(1, fault.Line - (isFramed ? 0 : 1)) }}"
            : rules.Families.Any(family => rules.TableOf(family.Rules.Family) is not null) ? null
            : "no rule for packets; expected a table that begins with *filter";
        if (problem is not null) return null;

        var walk = new FlowWalk(rules, vantage.Hook, new(vantage.Hook, [.. vantage.Internals]));
        return new(walk, rules.Families.SelectMany(family => family.Rules.TableNamed("filter")?.Chains ?? [])
            .SelectMany(chain => chain.Rules));
    }

    /// <summary>Whether a new connection's first packet is lost, for certain.</summary>
    public bool Drops(FlowKey key) => _walk.FirstDropping(FirstOf(key)) is not null;

    /// <summary>What cannot be said, since no log tells what the rules ask for; empty for nothing.</summary>
    public static string InDoubt(IEnumerable<CountedWay> traffic, GivenRules one, GivenRules other)
    {
        var count = traffic.Where(way => one.IsInDoubt(way.Key) || other.IsInDoubt(way.Key)).Sum(way => way.Flows);
        return (one._asksForInterfaces || other._asksForInterfaces
            ? "; packets were taken to have no interface, since no log tells it" : "")
            + (count == 0 ? ""
                : $"; of {count:N0} alerts and flows it cannot be said: the rules ask for what no log tells");
    }

    bool IsInDoubt(FlowKey key) => _walk.MayDrop(FirstOf(key)) && !Drops(key);

    static Flow FirstOf(in FlowKey key) => new() { Key = key, FirstSeen = default, Forward = new(1, 60) };
}
