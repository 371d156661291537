using Merlon.Rules;

namespace Merlon.Kernel;

/// <summary>
/// What stands around the table that is compared: it gives packets their marks, leaves some untracked, keeps what the
/// gateway itself has to say off the wire, and counts the states that conntrack gave.
/// </summary>
sealed class Ground
{
    readonly Setup _setup;
    readonly Iptables _iptables;
    readonly Dictionary<ConnectionState, ulong> _expected = [];

    public Ground(Setup setup, Iptables iptables)
    {
        (_setup, _iptables) = (setup, iptables);
        var marks = Frame.Marks.Select((mark, i) =>
            $"-A PREROUTING -m tos --tos 0x{i << 4:x}/0x70 -j MARK --set-mark 0x{mark:x}\n");
        var untracked = setup.TracksConnections
            ? $"-A PREROUTING -m tos --tos {Frame.Untracked}/0x80 -j CT --notrack\n"
            : "";
        iptables.Load(
            $"*raw\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n{string.Concat(marks)}{untracked}"
            + $"-A OUTPUT -p udp --sport {RandomTraffic.OwnPorts} -j ACCEPT\n-A OUTPUT -j DROP\nCOMMIT\n");
        Begin();
    }

    /// <summary>Counts from zero.</summary>
    public void Begin()
    {
        if (!_setup.TracksConnections) return;
        var states = Enum.GetNames<ConnectionState>().Select(state =>
            $"-A PREROUTING -m conntrack --ctstate {state.ToUpperInvariant()}\n");
        _iptables.Load($"*mangle\n:PREROUTING ACCEPT [0:0]\n{string.Concat(states)}COMMIT\n");
    }

    public void Expect(ConnectionState state) => _expected[state] = _expected.GetValueOrDefault(state) + 1;

    /// <summary>Where conntrack gave other states than were expected; null when it did nowhere.</summary>
    public string? Difference()
    {
        if (!_setup.TracksConnections) return null;
        var rules = _iptables.Counted("mangle").ChainNamed("PREROUTING")!.Rules;
        var differences =
            from state in Enum.GetValues<ConnectionState>()
            let found = rules[(int)state].Counters!.Value.Packets
            let expected = _expected.GetValueOrDefault(state)
            where found != expected
            select $"{state}: expected {expected}, counted {found}";
        return differences.Any() ? string.Join("; ", differences) : null;
    }
}
