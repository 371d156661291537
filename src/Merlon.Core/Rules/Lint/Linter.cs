using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules.Sets;

namespace Merlon.Rules.Lint;

/// <summary>Finds what is odd about a table's rules, each finding exact: over all packets, not over examples.</summary>
public sealed class Linter
{
    readonly Reach _reach;
    readonly ImmutableArray<Ip> _protected;
    readonly List<Finding> _findings = [];

    Linter(Reach reach, ImmutableArray<Ip> @protected) => (_reach, _protected) = (reach, @protected);

    Diagram Diagram => _reach.Space.Diagram;

    /// <param name="protected">Addresses that must stay reachable.</param>
    /// <returns>In order of chains and rules.</returns>
    /// <exception cref="TooLargeException">The rules cannot be held as sets.</exception>
    public static IReadOnlyList<Finding> Lint(IpFamily family, Table table, params ImmutableArray<Ip> @protected)
    {
        var addresses = @protected.Where(ip => ip.IsV4 == family is IpFamily.V4).ToImmutableArray();
        return LintAll(new(family, table, [NewFromOutside, .. addresses.SelectMany(BothWays)]), addresses);
    }

    /// <summary>
    /// For tables too large to be looked at as a whole: what is odd about a rule alone, or about two of a chain. What
    /// several rules do together, and what comes to a chain at all, is not looked at.
    /// </summary>
    public static IReadOnlyList<Finding> LintPairs(IpFamily family, Table table) =>
        LintAll(new(family, table, [NewFromOutside], isWhole: false), []);

    static List<Finding> LintAll(Reach reach, ImmutableArray<Ip> addresses)
    {
        var (linter, table) = (new Linter(reach, addresses), reach.Table);
        foreach (var chain in table.Chains) linter.Lint(chain);
        return linter._findings;
    }

    void Lint(Chain chain)
    {
        if (chain.Policy is null && _reach.To(chain) == Diagram.False)
        {
            var isCalled = _reach.Table.Chains.SelectMany(other => other.Rules).Any(IsCall);
            Add(Anomaly.UnreachableChain, chain, null, [], null,
                isCalled ? "no packet ever comes to this chain" : "nothing jumps to this chain",
                "remove the chain, or jump to it");
            return;

            bool IsCall(Rule rule) => Reach.CalledBy(rule) == chain.Name;
        }

        var rests = _reach.IsWhole ? Suffixes(chain) : [];
        for (var i = 0; i < chain.Rules.Length; i++)
        {
            if (_reach.IsWhole) Lint(chain, i, rests[i + 1]);
            else LintByPairs(chain, i);
        }

        foreach (var overlap in Overlaps.Of(chain, _reach)) Add(chain, overlap);
    }

    void Lint(Chain chain, int rule, int rest)
    {
        if (_reach.May(chain, rule) == Diagram.False) AddMatchesNothing(chain, rule);
        else if (!_reach.IsMet(chain, rule)) AddShadowed(chain, rule);
        else if (IsRedundant(chain, rule, rest)) AddRedundant(chain, rule);
        else
        {
            LintWidth(chain, rule);
            LintProtected(chain, rule);
        }
    }

    void LintByPairs(Chain chain, int rule)
    {
        var wanted = _reach.May(chain, rule);
        if (wanted == Diagram.False) AddMatchesNothing(chain, rule);
        else if (TakersOf(chain, rule).FirstOrDefault(IsAlone, -1) is >= 0 and var by)
            AddShadowedBy(chain, rule, by, WitnessOf(wanted));
        else LintWidth(chain, rule);

        bool IsAlone(int i) =>
            chain.Rules[i].Target is not Target.Jump && Diagram.IsWithin(wanted, _reach.Must(chain, i));
    }

    // Earlier rules that may end the way of packets that a rule matches.
    IEnumerable<int> TakersOf(Chain chain, int rule) => Enumerable.Range(0, rule)
        .Where(i => Removal.Ends(chain.Rules[i]) && !_reach.AreFarApart(chain, i, rule));

    // What the chain does from each rule on.
    int[] Suffixes(Chain chain)
    {
        var rests = new int[chain.Rules.Length + 1];
        rests[^1] = Reach.End(chain);
        for (var i = chain.Rules.Length - 1; i >= 0; i--)
        {
            var taken = _reach.Taken(chain, i, rests[i + 1]);
            rests[i] = Diagram.Choose(_reach.Function.SetOf(chain, i), taken, rests[i + 1]);
        }

        return rests;
    }

    bool IsRedundant(Chain chain, int rule, int rest) =>
        Removal.IsVerdict(chain.Rules[rule]) && Removal.ChangesNothing(_reach, chain, rule, rest);

    void AddMatchesNothing(Chain chain, int rule) => Add(
        Anomaly.MatchesNothing, chain, rule, [], null,
        "no packet can match it: its conditions exclude each other", "correct its conditions, or remove it");

    // By one rule alone, by several together, or by what the callers let through.
    void AddShadowed(Chain chain, int rule)
    {
        var wanted = Diagram.And(_reach.To(chain), _reach.May(chain, rule));
        if (wanted == Diagram.False)
        {
            Add(Anomaly.ShadowedTogether, chain, rule, [], null,
                $"no packet that comes to {chain.Name} can match it", "remove it, or jump here with more");
            return;
        }

        var earlier = TakersOf(chain, rule).Where(i => !Diagram.AreApart(wanted, _reach.Must(chain, i))).ToList();
        var witness = WitnessOf(wanted);
        var alone = earlier.FindIndex(i => Diagram.IsWithin(wanted, _reach.Must(chain, i)));
        if (alone < 0)
        {
            Add(Anomaly.ShadowedTogether, chain, rule, earlier, witness,
                "earlier rules together take every packet that it matches", "move it before them, or remove it");
            return;
        }

        AddShadowedBy(chain, rule, earlier[alone], witness);
    }

    void AddShadowedBy(Chain chain, int rule, int by, Packet? witness)
    {
        var isSame = chain.Rules[by].Target == chain.Rules[rule].Target;
        Add(isSame ? Anomaly.Redundant : Anomaly.Shadowed, chain, rule, [by], witness,
            isSame ? "an earlier rule does the same to every packet that it matches"
                : "an earlier rule takes every packet that it matches",
            isSame ? "remove it" : "move it before that rule, or remove it");
    }

    void AddRedundant(Chain chain, int rule) => Add(
        Anomaly.Redundant, chain, rule, [], WitnessOf(_reach.Hit(chain, rule)),
        "without it every packet would meet the same verdict", "remove it");

    void LintWidth(Chain chain, int rule)
    {
        if (chain.Rules[rule].Target is not Target.Decide(Verdict.Accept)) return;

        var space = _reach.Space;
        var arriving = Diagram.And(space.WithInterface(isIn: true), space.SetOf(NewFromOutside, _ => Diagram.False));
        var coming = Diagram.And(_reach.To(chain), arriving);
        var fresh = Diagram.And(_reach.Must(chain, rule), coming);
        var anyPort = ForAll(fresh, Field.DestinationPort);
        var anySource = ForAll(anyPort, Field.Source);
        var open = Diagram.And(_reach.Hit(chain, rule), anySource);
        if (open == Diagram.False) return;

        Add(Anomaly.OverPermissive, chain, rule, [], WitnessOf(open),
            "lets new connections in from every address to every port", "name the sources, or the ports");
    }

    static readonly Condition NewFromOutside =
        Condition.Is(Field.State, (uint)ConnectionState.New)
        & (Condition.Is(Field.Protocol, (byte)IpProtocol.Tcp) | Condition.Is(Field.Protocol, (byte)IpProtocol.Udp))
        & Condition.Is(Field.Fragment, 0)
        & !new Condition.Interface(IsIn: true, "lo");

    int ForAll(int set, Field field)
    {
        var first = _reach.Space.FirstBit(field);
        return Diagram.ForAll(set, first, first + _reach.Space.WidthOf(field));
    }

    void LintProtected(Chain chain, int rule)
    {
        if (chain.Rules[rule].Target is not (Target.Decide(Verdict.Drop) or Target.Extension(_, Effect.Decide))) return;

        foreach (var address in _protected)
        {
            foreach (var (way, which) in Enumerable.Zip(["from", "to"], BothWays(address)))
            {
                var packets = _reach.Space.SetOf(which & IsNew, _ => Diagram.False);
                var wanted = Diagram.And(_reach.To(chain, rule), packets);
                if (wanted == Diagram.False || !Diagram.IsWithin(wanted, _reach.May(chain, rule))) continue;

                Add(Anomaly.CutsOff, chain, rule, [], WitnessOf(wanted),
                    $"takes every new packet {way} {address}, which must stay reachable",
                    $"accept what {address} needs before it");
                break;
            }
        }
    }

    // Packets from an address, and packets to it.
    static IEnumerable<Condition> BothWays(Ip address) =>
        from field in (Field[])[Field.Source, Field.Destination]
        select Condition.Is(field, AddressMask.RightAligned(address));

    static readonly Condition IsNew = Condition.Is(Field.State, (uint)ConnectionState.New);

    void Add(Chain chain, Overlap overlap)
    {
        var isGeneral = overlap.Anomaly is Anomaly.Generalizes;
        Add(overlap.Anomaly, chain, overlap.Rule, overlap.Others, WitnessOf(overlap.Shared),
            isGeneral ? "is the general case of earlier rules that decide otherwise"
                : "and earlier rules decide otherwise on packets that both match",
            isGeneral ? "nothing, if these are meant as exceptions" : "see that the order is as it is meant");
    }

    Packet? WitnessOf(int set)
    {
        var (box, _) = Boxes.Of(_reach.Space, set).FirstOrDefault();
        return box is null ? null : Witness.Of(box, _reach.Space);
    }

    void Add(
        Anomaly anomaly, Chain chain, int? rule, IReadOnlyList<int> others, Packet? witness, string message,
        string advice) =>
        _findings.Add(new(
            anomaly, chain.Name, rule is { } at ? chain.Rules[at] : null,
            [.. others.Select(other => chain.Rules[other])], witness, message, advice)
        {
            Line = rule is { } place ? chain.Rules[place].Line : chain.Line,
        });
}
