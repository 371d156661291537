using Merlon.Alerts;
using Merlon.Context;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Synthesis.Evidence;

namespace Merlon.Synthesis;

/// <summary>A rule that a strategy takes, with what spoke for it when it was chosen.</summary>
/// <param name="Print">The rule's print, from <see cref="FlowPrints"/>.</param>
/// <param name="Alerts">
/// Alerts of the window that no rule covered and this one does; of a strategy with a memory of its own, all that it
/// remembers of what the rule is about.
/// </param>
/// <param name="Uncovered">Alerts of the window that no rule covered, before it; of such a strategy 0.</param>
/// <param name="Benign">
/// Flows of the benign window that it matches and no rule before it does; of a strategy with a memory of its own, the
/// honest visits in it that the rule would have dropped.
/// </param>
public readonly record struct Proposal(DropRule Rule, ulong Print, int Alerts, int Uncovered, int Benign)
{
    /// <summary>What bounds its harm; null where the strategy has no bound.</summary>
    public Grounds? Grounds { get; init; }

    /// <summary>An upper bound on the share of honest visits to come that it drops, 0 to 1.</summary>
    public double? Bound => Grounds?.Bound;

    /// <summary>How long it binds; null for as long as there is room.</summary>
    public TimeSpan? Life { get; init; }

    /// <summary>Whether its life begins anew with each packet that it drops.</summary>
    public bool IsRenewed { get; init; }

    /// <summary>What would have been taken without it; null for nothing.</summary>
    public DropRule? RunnerUp { get; init; }

    /// <summary>The proposer who had the idea; null for the strategy itself.</summary>
    public string? Proposer { get; init; }

    /// <summary>What its destination is taken for; null when that plays no part, or the operator has said it.</summary>
    public SeenRole? TakenFor { get; init; }

    /// <summary>The rule of the same print that gives way to it, which has a life; null for none.</summary>
    public int? Replaces { get; init; }
}

/// <summary>What a strategy looks at, and where it puts the rules that it takes.</summary>
public sealed class Situation(AlertWindow alerts, BenignWindow benign, Vantage vantage, SiteContext context)
{
    readonly List<Proposal> _taken = [];
    readonly List<int> _retired = [];

    public AlertWindow Alerts => alerts;
    public BenignWindow Benign => benign;
    public Vantage Vantage => vantage;
    public SiteContext Context => context;

    /// <summary>The rules made so far, whether they bind yet or not.</summary>
    public RuleTable Rules { get; } = new();

    /// <summary>Flows of the benign window that a rule matches.</summary>
    /// <remarks>True while rules stay; a strategy whose rules give way has no use for it.</remarks>
    public int Matched { get; private set; }

    /// <summary>Whether what the operator said of the site has kept a strategy from a rule.</summary>
    public bool HasForbidden { get; private set; }

    /// <summary>Whether the operator protects traffic that a rule would drop: it must not be taken then.</summary>
    public bool Forbids(in DropRule rule)
    {
        if (!context.Forbids(rule)) return false;
        return HasForbidden = true;
    }

    /// <summary>Whether the operator has said what an address is.</summary>
    public bool IsNamed(Ip address) => context.AssetsAt(address).Any();

    /// <summary>
    /// The rule without the traffic that the operator protects, which may be sent around it; null when nothing of use
    /// would be left.
    /// </summary>
    public DropRule? Carve(in DropRule rule)
    {
        var rest = context.Carve(rule);
        if (rest is null) HasForbidden = true;
        return rest;
    }

    /// <summary>Rules taken since <see cref="Settle"/>.</summary>
    public IReadOnlyList<Proposal> Taken => _taken;

    public void Take(in Proposal proposal)
    {
        Matched += proposal.Benign;
        var hasLife = proposal.Life is not null;
        _taken.Add(proposal with { Replaces = hasLife ? Rules.NumberOf(proposal.Print) : null });
        if (hasLife) Rules.Put(proposal.Rule, proposal.Print, NextNumber++);
        else Rules.Add(proposal.Rule, proposal.Print, NextNumber++);
    }

    /// <summary>The number of the next rule to be taken, from 0.</summary>
    public int NextNumber { get; private set; }

    /// <summary>Rules to be retired, by number, since <see cref="Settle"/>.</summary>
    public IReadOnlyList<int> Retired => _retired;

    /// <summary>A rule is no longer wanted.</summary>
    public void Retire(int number) => _retired.Add(number);

    /// <summary>The last choice among all rules; null when there was none.</summary>
    public Choice? Choice { get; private set; }

    public void Note(Choice choice) => Choice = choice;

    internal void Settle()
    {
        _taken.Clear();
        _retired.Clear();
    }

    internal void Enter(bool isMatched) => Matched += isMatched ? 1 : 0;

    internal void Leave(bool isMatched) => Matched -= isMatched ? 1 : 0;
}
