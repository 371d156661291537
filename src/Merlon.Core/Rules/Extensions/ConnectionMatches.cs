using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>What asks conntrack (net/netfilter/xt_conntrack.c, xt_state.c).</summary>
static class ConnectionMatches
{
    // The order is that of printing.
    static readonly ImmutableArray<string> StateNames =
        ["INVALID", "NEW", "RELATED", "ESTABLISHED", "UNTRACKED", "SNAT", "DNAT"];

    public static IEnumerable<MatchExtension> All => [Conntrack(), State()];

    /// <summary><c>-m conntrack --ctstate NEW</c>.</summary>
    public static Match New => new(
        new("conntrack", [new("--ctstate", false, ["NEW"])]), Condition.Is(Field.State, (byte)ConnectionState.New));

    static MatchExtension State()
    {
        var state = new Option<uint>("--state", States(StateNames[..5]))
        {
            IsNegatable = true,
            IsRequired = true,
        };
        return new("state", state) { Meaning = given => given.Condition(state, IsOneOf) };
    }

    static MatchExtension Conntrack()
    {
        var state = new Option<uint>("--ctstate", States(StateNames)) { IsNegatable = true };
        var direction = new Option<int>("--ctdir", Direction);
        Option[] others =
        [
            new Option<ulong>("--ctproto", Protocol) { IsNegatable = true },
            Address("--ctorigsrc"), Address("--ctorigdst"), Address("--ctreplsrc"), Address("--ctrepldst"),
            Port("--ctorigsrcport"), Port("--ctorigdstport"), Port("--ctreplsrcport"), Port("--ctrepldstport"),
            new Option<uint>("--ctstatus", Status) { IsNegatable = true },
            new Option<NumberRange>("--ctexpire", Values.Range(uint.MaxValue)) { IsNegatable = true },
            direction,
        ];
        return new("conntrack", [state, .. others])
        {
            NeedsOption = true,
            Meaning = given => given.Condition(state, IsOneOf) & given.Undecidable(others),
        };
    }

    static readonly WordSyntax<ulong> Protocol = new(
        (string text, IpFamily _, out ulong value, out Problem problem) =>
        {
            var isKnown = ProtocolNames.TryRead(text, out var protocol) && protocol != 0;
            (value, problem) = ((ulong)protocol, isKnown ? default : new($"'{text}' is no protocol", "tcp, udp, ..."));
            return isKnown;
        },
        value => $"{value}");

    static readonly WordSyntax<int> Direction = Values.OneOf(StringComparison.OrdinalIgnoreCase, "ORIGINAL", "REPLY");

    static readonly ImmutableArray<string> StatusNames = ["EXPECTED", "SEEN_REPLY", "ASSURED", "CONFIRMED", "NONE"];

    static readonly WordSyntax<uint> Status = new(
        (string text, IpFamily _, out uint value, out Problem problem) =>
        {
            var isRight = Names.TryRead(
                text, StatusNames, StringComparison.OrdinalIgnoreCase, out value, out problem, mayBeCut: true);
            value &= ~NoStatus;
            return isRight;
        },
        value => Names.Print(value == 0 ? NoStatus : value, StatusNames));

    // It adds nothing to others.
    const uint NoStatus = 1 << 4;

    static Option<NumberRange> Port(string name) => new(name, Values.DecimalPorts) { IsNegatable = true };

    static Option<string> Address(string name) =>
        new(name, Addresses.WithHostBits(alwaysHasLength: false)) { IsNegatable = true };

    static WordSyntax<uint> States(ImmutableArray<string> names) => new(
        (string text, IpFamily _, out uint value, out Problem problem) =>
            Names.TryRead(
                text, names, StringComparison.OrdinalIgnoreCase, out value, out problem, mayBeCut: true),
        value => Names.Print(value, names));

    // SNAT and DNAT say what became of the connection, and are asked for beside its state.
    static Condition IsOneOf(uint states) => Condition.Any(Names.PlacesOf(states).Select(place => place switch
    {
        0 => Condition.Is(Field.State, (uint)ConnectionState.Invalid),
        1 => Condition.Is(Field.State, (uint)ConnectionState.New),
        2 => Condition.Is(Field.State, (uint)ConnectionState.Related),
        3 => Condition.Is(Field.State, (uint)ConnectionState.Established),
        4 => Condition.Is(Field.State, (uint)ConnectionState.Untracked),
        5 => Condition.Is(Field.SourceTranslated, 1),
        _ => Condition.Is(Field.DestinationTranslated, 1),
    }));
}
