using Merlon.Rules;
using Merlon.Rules.Meaning;
using Merlon.Rules.Sets;
using Merlon.Rules.Syntax;

namespace Merlon.Kernel;

/// <summary>
/// Loads rule sets into a kernel, sends packets through them, and tells where what came through, or any rule's
/// counters, differs from what the walk over the same rules says.
/// </summary>
/// <param name="backends">How they are loaded, in turn.</param>
/// <param name="believed">What the walk is given for a table that the kernel was given.</param>
sealed class KernelComparison(int seed, IReadOnlyList<Backend> backends, Func<Table, Table>? believed = null)
{
    const int PacketsOfRuleSet = 250, RuleSetsOfGateway = 20, MostTold = 20;

    readonly Random _random = new(seed);
    string _told = "";   // the rule set of the last difference

    public long Packets { get; private set; }
    public long Through { get; private set; }
    public int RuleSets { get; private set; }
    public int Counters { get; private set; }
    public int Differences { get; private set; }

    /// <summary>Rules that a backend has no words for.</summary>
    public int LeftOut { get; private set; }

    /// <summary>The first of them, in words.</summary>
    public List<string> Told { get; } = [];

    public Tally Tally { get; } = new();

    public void Run(long packets, Action<KernelComparison>? progress = null) => OwnThread.Run(() =>
    {
        for (var i = 0; Packets < packets; i++) Visit(Setup.ByTurns(i, backends), packets, progress);
    });

    void Visit(Setup setup, long packets, Action<KernelComparison>? progress)
    {
        var around = Surroundings.Of(setup.Family);
        using var gateway = new Gateway(around);
        var iptables = new Iptables(setup);
        var ground = new Ground(setup, iptables);
        IFilter filter = setup.Backend switch
        {
            Backend.Nftables => new NftablesFilter(setup.Family),
            Backend.Respond => new RespondFilter(setup.Family),
            _ => new IptablesFilter(iptables),
        };
        var traffic = new RandomTraffic(_random, setup, around);
        traffic.Greet(gateway);
        if (setup.TracksConnections) traffic.Converse(gateway);
        ground.Begin();

        var own = OwnRules.Of(setup.Family, setup.TracksConnections);
        var rules = new RandomRules(_random, setup, around)
        {
            Own = OwnRules.Lines(setup.Family, setup.TracksConnections),
        };
        for (var i = 0; i < RuleSetsOfGateway && Packets < packets; i++)
        {
            var given = setup.Backend is Backend.Respond ? own[_random.Next(own.Count)].Iptables : rules.Table();
            var whole = Read(given, setup);
            var (table, text) = filter.Load(whole, given);
            LeftOut += RulesIn(whole) - RulesIn(table);
            var outcomes = Send(text, gateway, traffic);
            foreach (var (sent, _) in outcomes) ground.Expect(sent.Packet.State);
            Compare(table, filter.Count(), setup, outcomes, $"{setup}\n{text}");
            progress?.Invoke(this);
        }

        if (ground.Difference() is { } difference) Tell(difference, $"{setup}\n");
    }

    static int RulesIn(Table table) => table.Chains.Sum(chain => chain.Rules.Length);

    static Table Read(string text, Setup setup)
    {
        var read = RuleSetReader.Read(text, setup.Family);
        Assert.True(read.IsValid, $"{string.Join('\n', read.Faults)}\n{text}");
        return read.Rules.Tables[0];
    }

    List<Outcome> Send(string text, Gateway gateway, RandomTraffic traffic)
    {
        var outcomes = new List<Outcome>(PacketsOfRuleSet);
        for (var i = 0; i < PacketsOfRuleSet; i++)
        {
            var sent = traffic.Next();
            outcomes.Add(new(sent, gateway.Deliver(sent)));
        }

        var strays = gateway.Strays();
        if (strays != 0) Tell($"{strays} packets came where they should not", text);
        return outcomes;
    }

    void Compare(Table loaded, Counted counted, Setup setup, List<Outcome> outcomes, string text)
    {
        var walk = new PacketWalk(believed is null ? loaded : believed(loaded));
        var walkOfSaved = counted.Saved is { } saved ? new PacketWalk(saved) : null;
        var expected = new Dictionary<Place, Counters>();
        foreach (var (sent, came) in outcomes)
        {
            var decision = walk.Explain(sent.Packet, sent.Hook);
            Count(decision, sent.Packet, expected);
            Tally.Add(decision);
            Check("the rules", decision.Verdicts, sent, came, text);
            if (walkOfSaved?.Decide(sent.Packet, sent.Hook) is { } verdicts)
                Check("the rules as saved", verdicts, sent, came, text);
            if (came) Through++;
        }

        foreach (var hook in Enum.GetValues<Hook>())
        {
            var compiled = new CompiledPolicy(setup.Family, loaded, hook);
            foreach (var (sent, came) in outcomes.Where(outcome => outcome.Sent.Hook == hook))
                Check("the compiled rules", compiled.Decide(sent.Packet), sent, came, text);
        }

        CompareCounters(loaded, counted.Counters, expected, text);
        Packets += outcomes.Count;
        RuleSets++;
        Tally.Forget();
    }

    static void Count(Decision decision, in Packet packet, Dictionary<Place, Counters> counters)
    {
        foreach (var step in decision.Steps)
        {
            var place = new Place(step.Chain, step.Rule?.Line ?? 0);
            var (packets, bytes) = counters.GetValueOrDefault(place);
            counters[place] = new(packets + 1, bytes + packet.Length);
        }
    }

    void CompareCounters(
        Table loaded, Dictionary<Place, Counters> counted, Dictionary<Place, Counters> expected, string text)
    {
        foreach (var (place, found) in counted)
        {
            Counters++;
            var ours = expected.GetValueOrDefault(place);
            if (found == ours) continue;

            var rule = loaded.ChainNamed(place.Chain)!.Rules.FirstOrDefault(rule => rule.Line == place.Line);
            var what = rule is null ? $"policy of {place.Chain}" : RuleWriter.Print(rule, place.Chain);
            Tell($"{what}: expected {ours}, counted {found}", text);
        }
    }

    void Check(string who, Verdicts said, Sent sent, bool came, string text)
    {
        if (came != said is Verdicts.Accept || !said.IsCertain)
            Tell($"{sent.Hook}: {who} say {said}, and it {(came ? "came" : "did not come")}: {sent.Packet}", text);
    }

    void Tell(string difference, string text)
    {
        Differences++;
        if (Told.Count >= MostTold) return;
        Told.Add(text == _told ? difference : $"\n{text}{difference}");
        _told = text;
    }

    readonly record struct Outcome(Sent Sent, bool Came);
}
