using Merlon.Alerts;
using Merlon.Rules;

namespace Merlon.Synthesis;

/// <summary>A rule that a strategy wants, with what spoke for it when it was chosen.</summary>
/// <param name="Print">The rule's print, from <see cref="AtomPrints"/>.</param>
/// <param name="Alerts">Alerts of the window that no rule covered and this one does.</param>
/// <param name="Uncovered">Alerts of the window that no rule covered, before it.</param>
/// <param name="Benign">Flows of the benign window that it matches and no rule before it does.</param>
public readonly record struct Proposal(DropRule Rule, ulong Print, int Alerts, int Uncovered, int Benign);

/// <summary>
/// How alerts become rules. Follows the alert window and the benign window of one site through event time, and is
/// asked after an alert, at most once per <see cref="Period"/>.
/// </summary>
public interface IStrategy
{
    /// <summary>As <c>--strategy</c> takes it.</summary>
    string Name { get; }

    TimeSpan Period { get; }

    /// <summary>So many rules are in force at most; the oldest gives way to the newest.</summary>
    int MostRules { get; }

    /// <summary>An alert has entered the window; <paramref name="opened"/> when it is the first of a new one.</summary>
    void Notice(in Alert alert, in FlowPrints prints, bool opened);

    /// <summary>A flow has entered the benign window.</summary>
    void Remember(in FlowPrints prints);

    /// <summary>A flow has left the benign window.</summary>
    void Forget(in FlowPrints prints);

    /// <summary>Adds to <paramref name="known"/> the rules it wants, numbered on from its count of proposals.</summary>
    void Propose(Windows windows, RuleTable known, int nextNumber, List<Proposal> proposals);
}

/// <summary>What a strategy looks at.</summary>
public sealed record Windows(AlertWindow Alerts, BenignWindow Benign, Vantage Vantage);
