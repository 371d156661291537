using System.Collections.Immutable;

namespace Merlon.Rules.Syntax;

/// <summary>A table as far as it has been read.</summary>
sealed class TableDraft(string name)
{
    readonly List<ChainDraft> _chains = [];
    readonly Dictionary<string, ChainDraft> _byName = [];

    public string Name => name;

    public IReadOnlyList<ChainDraft> Chains => _chains;

    public ICollection<string> ChainNames => _byName.Keys;

    public ChainDraft? Find(string chain) => _byName.GetValueOrDefault(chain);

    /// <summary>Says that there is a chain; one that was there already gets this policy.</summary>
    public ChainDraft Declare(string chain, Verdict? policy, Counters counters)
    {
        if (Find(chain) is not { } draft)
        {
            draft = new(chain);
            _byName.Add(chain, draft);
            _chains.Add(draft);
        }

        (draft.Policy, draft.Counters) = (policy, counters);
        return draft;
    }

    /// <summary>
    /// The table as it is after a flush: without rules and chains of the user's, its policies as they were.
    /// </summary>
    public TableDraft Emptied()
    {
        var emptied = new TableDraft(name);
        foreach (var chain in _chains)
        {
            if (chain.Policy is { } policy) emptied.Declare(chain.Name, policy, default);
        }

        return emptied;
    }

    public Table ToTable()
    {
        ImmutableArray<Chain> chains = [.. _chains.Select(chain => chain.ToChain())];
        return new(name, chains.Any(chain => chain.Rules.Any(LooksAtSize))
            ? chains
            : [.. chains.Select(chain => chain with { Rules = [.. chain.Rules.Select(GoingOn)] })]);
    }

    static bool LooksAtSize(Rule rule) => rule.Condition.Parts.Any(part => part is Condition.TcpOption
        or Condition.Bits { Field: Field.Length } or Condition.Between { Field: Field.Length });

    // TCPMSS puts in an option where there is none, of which no other rule takes notice.
    static Rule GoingOn(Rule rule) =>
        rule.Target is Target.Extension({ Name: "TCPMSS" }, Effect.Unknown) target
            ? rule with { Target = target with { Effect = Effect.None } }
            : rule;
}

/// <summary>A chain as far as it has been read: its rules, each with the words that it was read from.</summary>
sealed class ChainDraft(string name)
{
    public string Name => name;

    public Verdict? Policy { get; set; }

    public Counters Counters { get; set; }

    public int Line { get; set; }

    public List<(Rule Rule, List<Word> Words)> Rules { get; } = [];

    public Chain ToChain() => new(name, Policy, Counters, [.. Rules.Select(read => read.Rule)]) { Line = Line };
}
