using Merlon.Rules;

namespace Merlon.Kernel;

/// <summary>
/// What stands around the table that is compared: it gives packets their marks, leaves some untracked, keeps what the
/// gateway itself has to say off the wire, and counts the states that conntrack gave.
/// </summary>
sealed class Ground
{
    const string Empty = ":PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n";

    static readonly string[] Chains = ["PREROUTING", "OUTPUT"];

    readonly Setup _setup;
    readonly Iptables _iptables;
    readonly Dictionary<ConnectionState, ulong> _expected = [];

    public Ground(Setup setup, Iptables iptables)
    {
        (_setup, _iptables) = (setup, iptables);
        iptables.Load(
            $"*raw\n{Empty}-A OUTPUT -m mark ! --mark {Gateway.OwnMark} -j DROP\n"
            + $"{string.Concat(Chains.SelectMany(Prepare))}COMMIT\n");
        Begin();
    }

    /// <summary>Counts from zero.</summary>
    public void Begin()
    {
        if (!_setup.TracksConnections) return;
        var counting =
            from chain in Chains
            from state in Enum.GetNames<ConnectionState>()
            select $"-A {chain} -m conntrack --ctstate {state.ToUpperInvariant()}\n";
        _iptables.Load($"*mangle\n{Empty}{string.Concat(counting)}COMMIT\n");
    }

    public void Expect(ConnectionState state) => _expected[state] = _expected.GetValueOrDefault(state) + 1;

    /// <summary>Where conntrack gave other states than were expected; null when it did nowhere.</summary>
    public string? Difference()
    {
        if (!_setup.TracksConnections) return null;
        var mangle = _iptables.Counted("mangle");
        var differences =
            from state in Enum.GetValues<ConnectionState>()
            let found = Chains.Aggregate(
                0ul, (sum, chain) => sum + mangle.ChainNamed(chain)!.Rules[(int)state].Counters!.Value.Packets)
            let expected = _expected.GetValueOrDefault(state)
            where found != expected
            select $"{state}: expected {expected}, counted {found}";
        return differences.Any() ? string.Join("; ", differences) : null;
    }

    IEnumerable<string> Prepare(string chain)
    {
        var marks = Frame.Marks.Select((mark, i) =>
            $"-A {chain} -m tos --tos 0x{i << 4:x}/0x70 -j MARK --set-mark 0x{mark:x}\n");
        return _setup.TracksConnections
            ? marks.Append($"-A {chain} -m tos --tos {Frame.Untracked}/0x80 -j CT --notrack\n")
            : marks;
    }
}
