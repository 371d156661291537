using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>
/// What looks into the transport header. A fragment that is not the first has none, so that no such match holds of
/// it, negated or not (net/netfilter/xt_tcpudp.c, xt_multiport.c).
/// </summary>
static class PortMatches
{
    static readonly ImmutableArray<string> FlagNames = ["FIN", "SYN", "RST", "PSH", "ACK", "URG"];

    public static IEnumerable<MatchExtension> All => [Tcp(), Udp(), Sctp(), Dccp(), Multiport()];

    /// <summary><c>-m tcp</c> or <c>-m udp</c> with one port at either end, or at both.</summary>
    public static Match Exactly(IpProtocol protocol, ushort? source, ushort? destination)
    {
        var (options, ports) = (ImmutableArray.CreateBuilder<OptionUse>(), Condition.Everything);
        Add("--sport", Field.SourcePort, source);
        Add("--dport", Field.DestinationPort, destination);
        return new(new(protocol.Name, options.ToImmutable()), First(protocol) & ports);

        void Add(string name, Field field, ushort? port)
        {
            if (port is not { } number) return;
            options.Add(new(name, false, [$"{number}"]));
            ports &= Condition.Is(field, number);
        }
    }

    /// <summary><c>-m tcp</c> or <c>-m udp</c> with a range of destination ports.</summary>
    public static Match Within(IpProtocol protocol, PortRange ports) => new(
        new(protocol.Name, [new("--dport", false, [$"{ports}"])]),
        First(protocol) & Condition.In(Field.DestinationPort, ports.First, ports.Last));

    /// <summary><c>-m multiport</c> with destination ports that are not meant.</summary>
    public static Match NoneOf(IReadOnlyCollection<ushort> ports) => new(
        new("multiport", [new("--dports", true, [string.Join(',', ports)])]),
        Condition.Is(Field.Fragment, 0)
            & Condition.Any(ports.Select(port => Condition.Is(Field.DestinationPort, port))).NegatedIf(true));

    static MatchExtension Tcp()
    {
        var source = Port("--sport", "--source-port", Values.Ports(IpProtocol.Tcp));
        var destination = Port("--dport", "--destination-port", Values.Ports(IpProtocol.Tcp));
        var flags = new Option<TcpFlagTest>("--tcp-flags", new TcpFlagSyntax())
        {
            IsNegatable = true,
            Shorthands = [("--syn", ["FIN,SYN,RST,ACK", "SYN"])],
        };
        var option = new Option<ulong>("--tcp-option", Values.Number(1, 255)) { IsNegatable = true };
        return new("tcp", source, destination, option, flags)
        {
            Protocols = [IpProtocol.Tcp],
            Meaning = given => First(IpProtocol.Tcp)
                & PortsOf(given, source, destination)
                & given.Condition(option, kind => new Condition.TcpOption((byte)kind))
                & given.Condition(flags, test => Condition.Masked(Field.TcpFlags, test.Set, test.Of)),
        };
    }

    static MatchExtension Udp()
    {
        var source = Port("--sport", "--source-port", Values.DecimalPorts);
        var destination = Port("--dport", "--destination-port", Values.DecimalPorts);
        return new("udp", source, destination)
        {
            Protocols = [IpProtocol.Udp],
            Meaning = given => First(IpProtocol.Udp) & PortsOf(given, source, destination),
        };
    }

    static MatchExtension Sctp()
    {
        var source = Shown("--sport", "--source-port", Values.Ports(IpProtocol.Sctp));
        var destination = Shown("--dport", "--destination-port", Values.Ports(IpProtocol.Sctp));
        var chunks = new Option<string>("--chunk-types", new SctpChunkSyntax()) { IsNegatable = true };
        return new("sctp", source, destination, chunks)
        {
            Protocols = [IpProtocol.Sctp],
            Meaning = given => First(IpProtocol.Sctp)
                & PortsOf(given, source, destination) & given.Undecidable(chunks),
        };
    }

    static MatchExtension Dccp()
    {
        var source = Shown("--sport", "--source-port", Values.DecimalPorts);
        var destination = Shown("--dport", "--destination-port", Values.DecimalPorts);
        var types = new Option<uint>("--dccp-types", DccpTypes) { IsNegatable = true };
        var option = new Option<ulong>("--dccp-option", Values.Number(1, 255)) { IsNegatable = true };
        return new("dccp", source, destination, types, option)
        {
            Protocols = [IpProtocol.Dccp],
            Meaning = given => First(IpProtocol.Dccp)
                & PortsOf(given, source, destination) & given.Undecidable(types, option),
        };
    }

    static readonly ImmutableArray<string> DccpTypeNames =
    [
        "REQUEST", "RESPONSE", "DATA", "ACK", "DATAACK", "CLOSEREQ", "CLOSE", "RESET", "SYNC", "SYNCACK", "INVALID",
    ];

    static readonly WordSyntax<uint> DccpTypes = new(
        (string text, IpFamily _, out uint value, out Problem problem) => Names.TryRead(
            string.Join(',', text.Split(',', StringSplitOptions.RemoveEmptyEntries)), DccpTypeNames,
            StringComparison.OrdinalIgnoreCase, out value, out problem),
        value => Names.Print(value, DccpTypeNames));

    static MatchExtension Multiport()
    {
        var sources = Lists("--sports", "--source-ports");
        var destinations = Lists("--dports", "--destination-ports");
        var either = Lists("--ports");
        return new("multiport", sources, destinations, either)
        {
            Protocols = [IpProtocol.Tcp, IpProtocol.Udp, IpProtocol.UdpLite, IpProtocol.Sctp, IpProtocol.Dccp],
            NeedsOption = true,
            ProtocolComesFirst = true,
            Check = (given, rule) => given.All.OfType<ReadOption<PortList>>()
                .Select(one => one.Value.Foreign(rule.Protocol!.Value.Value))
                .FirstOrDefault(problem => problem is not null),
            Meaning = given => Condition.Is(Field.Fragment, 0)
                & given.Condition(sources, list => AnyOf(Field.SourcePort, list))
                & given.Condition(destinations, list => AnyOf(Field.DestinationPort, list))
                & given.Condition(
                    either, list => AnyOf(Field.SourcePort, list) | AnyOf(Field.DestinationPort, list)),
        };
    }

    static Option<PortList> Lists(string name, params ImmutableArray<string> aliases) => new(name, PortList.Syntax)
    {
        Aliases = aliases,
        IsNegatable = true,
        Excludes = [.. new[] { "--sports", "--dports", "--ports" }.Where(other => other != name)],
    };

    static Option<NumberRange> Port(string name, string alias, WordSyntax<NumberRange> ports) => new(
        name, OneOf(name, ports))
    {
        Aliases = [alias],
        IsNegatable = true,
        IsSilent = range => range == new NumberRange(0, ushort.MaxValue),

        // All but the first ports are those behind them.
        Restated = (range, isNegated) => isNegated && range is { First: 0, IsSingle: false, Last: < ushort.MaxValue }
            ? (new(range.Last + 1, ushort.MaxValue), false)
            : (range, isNegated),
    };

    static Option<NumberRange> Shown(string name, string alias, WordSyntax<NumberRange> ports) =>
        new(name, OneOf(name, ports)) { Aliases = [alias], IsNegatable = true };

    // Of several, another match speaks.
    static WordSyntax<NumberRange> OneOf(string name, WordSyntax<NumberRange> ports) => new(
        (string text, IpFamily family, out NumberRange value, out Problem problem) =>
        {
            if (ports.TryReadWord(text, family, out value, out problem)) return true;

            if (text.Contains(',', StringComparison.Ordinal)
                && PortList.Syntax.TryReadWord(text.Replace('-', ':'), family, out var list, out _))
            {
                var ranges = string.Join(',', list.Ranges);
                problem = new($"{name} takes one port or one range", $"-m multiport {name}s {ranges}");
            }

            return false;
        },
        range => ports.Print(range)[0]);

    static Condition First(IpProtocol protocol) =>
        Condition.Is(Field.Protocol, (byte)protocol) & Condition.Is(Field.Fragment, 0);

    static Condition PortsOf(GivenOptions given, Option<NumberRange> source, Option<NumberRange> destination) =>
        given.Condition(source, range => Condition.In(Field.SourcePort, range.First, range.Last))
        & given.Condition(destination, range => Condition.In(Field.DestinationPort, range.First, range.Last));

    static Condition AnyOf(Field field, PortList list) =>
        Condition.Any(list.Ranges.Select(range => Condition.In(field, range.First, range.Last)));

    /// <summary>The flags to look at, and those of them that must be set, as bits of the header's flag byte.</summary>
    readonly record struct TcpFlagTest(uint Of, uint Set);

    sealed class TcpFlagSyntax : ValueSyntax<TcpFlagTest>
    {
        public override int Words => 2;

        public override bool TryRead(
            ReadOnlySpan<Word> words, IpFamily family, out TcpFlagTest value, out Problem problem)
        {
            var isRight = TryReadFlags(words[0].Text, out var of, out problem);
            if (!TryReadFlags(words[1].Text, out var set, out var second))
            {
                if (isRight) problem = second with { Offset = second.Offset + words[1].Column - words[0].Column };
                isRight = false;
            }

            value = new(of, set);
            return isRight;
        }

        public override ImmutableArray<string> Print(TcpFlagTest value) =>
            [PrintFlags(value.Of), PrintFlags(value.Set)];

        static bool TryReadFlags(string text, out uint flags, out Problem problem)
        {
            (flags, problem) = (0, default);
            foreach (var name in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                if (name.Equals("ALL", StringComparison.OrdinalIgnoreCase)) flags |= 0x3F;
                else if (name.Equals("NONE", StringComparison.OrdinalIgnoreCase)) continue;
                else if (Names.TryRead(name, FlagNames, StringComparison.OrdinalIgnoreCase, out var flag, out problem))
                    flags |= flag;
                else return false;
            }

            return true;
        }

        static string PrintFlags(uint flags) => flags == 0 ? "NONE" : Names.Print(flags, FlagNames);
    }
}
