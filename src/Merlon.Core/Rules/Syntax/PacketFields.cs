using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules.Extensions;

namespace Merlon.Rules.Syntax;

/// <summary>A packet's fields by name, as people give them: <c>src=192.0.2.1 proto=tcp dport=22</c>.</summary>
public static class PacketFields
{
    static readonly ImmutableArray<string> Flags = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"];

    static readonly Dictionary<string, Setter> Setters = new()
    {
        ["src"] = (packet, text, family) => packet with { Source = Address(text, family) },
        ["dst"] = (packet, text, family) => packet with { Destination = Address(text, family) },
        ["proto"] = (packet, text, _) => packet with { Protocol = Protocol(text) },
        ["sport"] = (packet, text, _) => packet with { SourcePort = (ushort)Port(text) },
        ["dport"] = (packet, text, _) => packet with { DestinationPort = (ushort)Port(text) },
        ["in"] = (packet, text, _) => packet with { InInterface = Interface(text) },
        ["out"] = (packet, text, _) => packet with { OutInterface = Interface(text) },
        ["state"] = (packet, text, _) => packet with { State = Name<ConnectionState>(text) },
        ["flags"] = (packet, text, _) => packet with { TcpFlags = FlagBits(text) },
        ["tcpoptions"] = (packet, text, _) => packet with { TcpOptions = Kinds(text) },
        ["icmptype"] = WithIcmpType,
        ["icmpcode"] = (packet, text, _) => packet with { IcmpCode = (byte)Number(text, 255) },
        ["length"] = (packet, text, _) => packet with { Length = (ushort)Number(text, 65535) },
        ["ttl"] = (packet, text, _) => packet with { Ttl = (byte)Number(text, 255) },
        ["mark"] = (packet, text, _) => packet with { Mark = (uint)Number(text, uint.MaxValue) },
        ["mac"] = (packet, text, _) => packet with { SourceMac = Mac(text) },
        ["fragment"] = (packet, text, _) => packet with { IsFragment = Truth(text) },
        ["snat"] = (packet, text, _) => packet with { IsSourceTranslated = Truth(text) },
        ["dnat"] = (packet, text, _) => packet with { IsDestinationTranslated = Truth(text) },
        ["pkttype"] = (packet, text, _) => packet with { PacketType = Name<PacketType>(text) },
        ["srctype"] = (packet, text, _) => packet with { SourceType = Name<AddressType>(text) },
        ["dsttype"] = (packet, text, _) => packet with { DestinationType = Name<AddressType>(text) },
    };

    delegate Packet Setter(Packet packet, string text, IpFamily family);

    public static IEnumerable<string> Names => Setters.Keys;

    /// <summary>What a packet is where nothing is said: the first of a TCP connection to port 80.</summary>
    public static Packet Ordinary(IpFamily family) => new()
    {
        Family = family,
        Source = Address(family is IpFamily.V4 ? "198.51.100.1" : "2001:db8::1", family),
        Destination = Address(family is IpFamily.V4 ? "198.51.100.2" : "2001:db8::2", family),
        Protocol = IpProtocol.Tcp,
        SourcePort = 40_000,
        DestinationPort = 80,
        TcpFlags = 2,
        IcmpType = (byte)(family is IpFamily.V4 ? 8 : 128),   // of ICMP it would be an echo request
        InInterface = "eth0",
        OutInterface = "eth1",
    };

    /// <summary>The packet with one field set.</summary>
    public static bool TrySet(ref Packet packet, string name, string text, out Problem problem)
    {
        problem = default;
        if (!Setters.TryGetValue(name.ToLowerInvariant(), out var setter))
        {
            problem = Nearest.Problem($"a packet has no field '{name}'", name, Names);
            return false;
        }

        try
        {
            packet = setter(packet, text, packet.Family);
            return true;
        }
        catch (FormatException e)
        {
            problem = new($"{name}: '{text}' makes no sense", e.Message);
            return false;
        }
    }

    public static Problem SaidTwice(string name) => new($"{name} is given a second time", "each field once");

    /// <summary>What is wrong with the first field that is none of such a packet; null when all fit.</summary>
    public static Problem? Misfit(in Packet packet, IEnumerable<string> given)
    {
        var (protocol, family) = (packet.Protocol, packet.Family);
        foreach (var name in given)
        {
            var lacks = name.ToLowerInvariant() switch
            {
                "sport" or "dport" when !protocol.HasPorts => "proto=tcp, udp, sctp, dccp or udplite",
                "flags" or "tcpoptions" when protocol is not IpProtocol.Tcp => "proto=tcp",
                "icmptype" or "icmpcode" when protocol is not (IpProtocol.Icmp or IpProtocol.IcmpV6) =>
                    family is IpFamily.V4 ? "proto=icmp" : "proto=ipv6-icmp",
                _ => null,
            };
            if (lacks is not null) return new($"a packet of {ProtocolNames.Print(protocol)} has no {name}", lacks);
        }

        return null;
    }

    /// <summary>What matters of a packet, in the words that <see cref="TrySet"/> takes.</summary>
    public static string Print(in Packet packet)
    {
        var words = new List<string>
        {
            $"src={AddressMask.Text(packet.Source, packet.Family)}",
            $"dst={AddressMask.Text(packet.Destination, packet.Family)}",
            $"proto={ProtocolNames.Print(packet.Protocol)}",
        };
        if (packet.IsFragment) words.Add("fragment=yes");
        else if (packet.Protocol.HasPorts)
            words.AddRange([$"sport={packet.SourcePort}", $"dport={packet.DestinationPort}"]);
        else if (packet.Protocol is IpProtocol.Icmp or IpProtocol.IcmpV6)
            words.AddRange([$"icmptype={packet.IcmpType}", $"icmpcode={packet.IcmpCode}"]);
        if (packet.Protocol is IpProtocol.Tcp && !packet.IsFragment) words.Add($"flags={FlagNames(packet.TcpFlags)}");
        if (packet.InInterface.Length > 0) words.Add($"in={packet.InInterface}");
        if (packet.OutInterface.Length > 0) words.Add($"out={packet.OutInterface}");
        words.Add($"state={packet.State.ToString().ToUpperInvariant()}");
        words.AddRange(Unusual(packet));
        return string.Join(' ', words);
    }

    static IEnumerable<string> Unusual(Packet packet)
    {
        var ordinary = Ordinary(packet.Family);
        if (packet.Length != ordinary.Length) yield return $"length={packet.Length}";
        if (packet.Ttl != ordinary.Ttl) yield return $"ttl={packet.Ttl}";
        if (packet.Mark != 0) yield return $"mark={Numbers.Hex(packet.Mark)}";
        if (packet.IsSourceTranslated) yield return "snat=yes";
        if (packet.IsDestinationTranslated) yield return "dnat=yes";
        if (packet.SourceMac != ordinary.SourceMac) yield return $"mac={Values.Mac.Print(packet.SourceMac)[0]}";
        if (packet.PacketType != ordinary.PacketType) yield return $"pkttype={Lower(packet.PacketType)}";
        if (packet.SourceType != ordinary.SourceType) yield return $"srctype={Lower(packet.SourceType)}";
        if (packet.DestinationType != ordinary.DestinationType) yield return $"dsttype={Lower(packet.DestinationType)}";
        var kinds = Enumerable.Range(0, 256).Where(kind => packet.TcpOptions.Contains((byte)kind)).ToList();
        if (kinds.Count > 0) yield return $"tcpoptions={string.Join(',', kinds)}";
    }

    static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    internal static string FlagNames(uint flags) => flags == 0 ? "NONE" : Syntax.Names.Print(flags, Flags);

    static UInt128 Address(string text, IpFamily family) =>
        AddressSyntax.TryReadAddress(text, family, out var bits)
            ? bits
            : throw new FormatException(family is IpFamily.V4 ? "an IPv4 address" : "an IPv6 address");

    // The name of a type and a code sets both.
    static Packet WithIcmpType(Packet packet, string text, IpFamily family)
    {
        var syntax = family is IpFamily.V4 ? IcmpTypeSyntax.V4 : IcmpTypeSyntax.V6;
        var isNumber = text.Length > 0 && char.IsAsciiDigit(text[0]);
        if (!syntax.TryReadWord(text, family, out var type, out _) || (type.IsAny && !isNumber))
            throw Wrong();
        if (type is { FirstCode: 0, LastCode: 255 }) return packet with { IcmpType = type.Type };
        if (type.FirstCode != type.LastCode) throw Wrong();

        return packet with { IcmpType = type.Type, IcmpCode = type.FirstCode };

        static FormatException Wrong() => new("a number from 0 to 255, or a name that iptables has: echo-request");
    }

    static IpProtocol Protocol(string text) =>
        ProtocolNames.TryRead(text, out var protocol) ? protocol : throw new FormatException("tcp, udp, icmp, 47 ...");

    static ulong Port(string text) =>
        ServiceNames.TryReadPort(text, ushort.MaxValue, out var port)
            ? port
            : throw new FormatException("a port from 0 to 65535");

    static ulong Number(string text, ulong most) =>
        Numbers.TryRead(text, 0, most, out var number)
            ? number
            : throw new FormatException($"a number from 0 to {most}");

    static string Interface(string text) =>
        text.Length <= InterfaceName.MaxLength ? text : throw new FormatException("a name of at most 15 bytes");

    static T Name<T>(string text)
        where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0])
            ? value
            : throw new FormatException(string.Join(", ", Enum.GetNames<T>()).ToUpperInvariant());

    static bool Truth(string text) => text.ToLowerInvariant() switch
    {
        "yes" or "true" or "1" => true,
        "no" or "false" or "0" => false,
        _ => throw new FormatException("yes or no"),
    };

    static byte FlagBits(string text) =>
        text.Equals("NONE", StringComparison.OrdinalIgnoreCase) ? (byte)0
        : Syntax.Names.TryRead(text, Flags, StringComparison.OrdinalIgnoreCase, out var flags, out _) ? (byte)flags
        : throw new FormatException("NONE, or some of " + string.Join(',', Flags));

    static ByteSet Kinds(string text) =>
        text.Split(',').Aggregate(default(ByteSet), (kinds, kind) => kinds.With((byte)Number(kind, 255)));

    static ulong Mac(string text) =>
        Values.Mac.TryReadWord(text, IpFamily.V4, out var mac, out var problem)
            ? mac
            : throw new FormatException(problem.Expected);
}
