using System.Collections.Immutable;
using Merlon.Flows;
using Merlon.Rules;
using Merlon.Synthesis.Cover;

namespace Merlon.Evaluation;

/// <summary>Rules to choose from, each at the place of its candidate, and the weights of what they cover.</summary>
sealed record HindsightCandidates(
    ImmutableArray<DropRule> Rules, ImmutableArray<long> Weights, ImmutableArray<CoverCandidate> Candidates);

/// <summary>
/// The rules about new connections that drop a malicious flow, in the making: which classes each covers, and how many
/// benign flows it drops.
/// </summary>
sealed class CandidateDrafts
{
    // Of each atom, those that drop all that it drops and perhaps more.
    static readonly Dictionary<Atom, Atom[]> Wider = new()
    {
        [Atom.Connection] = [Atom.Source, Atom.Destination],
        [Atom.SourceToService] = [Atom.SourceToPort, Atom.Service],
        [Atom.SourceToPort] = [Atom.Source],
        [Atom.Service] = [Atom.Destination],
        [Atom.Source] = [Atom.Network],
        [Atom.Network] = [Atom.WideNetwork],
    };

    readonly Dictionary<DropRule, Draft> _drafts = [];
    readonly List<Draft> _order = [];
    readonly List<long> _weights = [];

    /// <summary>Every rule that drops the first packets of such flows.</summary>
    public static IEnumerable<DropRule> RulesOf(FlowKey key)
    {
        for (var atom = (Atom)0; atom < (Atom)Atoms.Count; atom++)
        {
            if (RuleOf(atom, key) is { } rule) yield return rule;
        }
    }

    /// <summary>Adds malicious flows of one kind.</summary>
    public void AddClass(in FlowKey key, long weight)
    {
        foreach (var rule in RulesOf(key))
        {
            if (!_drafts.TryGetValue(rule, out var draft))
            {
                _drafts[rule] = draft = new(rule, key);
                _order.Add(draft);
            }

            draft.Classes.Add(_weights.Count);
        }

        _weights.Add(weight);
    }

    /// <summary>Adds benign flows of one kind, after all classes.</summary>
    public void AddHarm(in FlowKey key, long flows)
    {
        foreach (var rule in RulesOf(key))
        {
            if (_drafts.TryGetValue(rule, out var draft)) draft.Harm += flows;
        }
    }

    public HindsightCandidates Finish()
    {
        var kept = _order.Where(draft => !HasWiderOfSameHarm(draft)).ToList();
        return new(
            [.. kept.Select(draft => draft.Rule)],
            [.. _weights],
            [.. kept.Select(draft => new CoverCandidate([.. draft.Classes], draft.Harm))]);
    }

    // Nobody would take the narrower one.
    bool HasWiderOfSameHarm(Draft draft) =>
        Wider.TryGetValue(draft.Rule.Atom, out var wider)
        && wider.Any(atom => RuleOf(atom, draft.Key) is { } rule && _drafts[rule].Harm == draft.Harm);

    static DropRule? RuleOf(Atom atom, in FlowKey key) =>
        DropRule.For(atom, key) is { } rule ? rule with { IsNew = true } : null;

    /// <param name="key">Of a flow that it drops.</param>
    sealed class Draft(DropRule rule, FlowKey key)
    {
        public DropRule Rule => rule;
        public FlowKey Key => key;
        public List<int> Classes { get; } = [];
        public long Harm { get; set; }
    }
}
