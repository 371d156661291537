using Merlon.Net;

namespace Merlon.Rules.Guards;

/// <summary>Packets that every host sends and gets: the same step of a conversation, on many ports.</summary>
/// <param name="InWords">As a refusal calls them.</param>
/// <param name="IsAnswer">From a service, whose port is then the source's.</param>
sealed record PacketKind(string InWords, IpProtocol Protocol, ConnectionState State, bool IsAnswer)
{
    const byte Syn = 2, Ack = 16, Push = 8;

    static readonly ushort[] Services = [80, 443, 22, 53];

    static readonly byte[] FirstTtls = [64, 128, 255];

    byte TcpFlags { get; init; }

    static readonly PacketKind[] OfBoth =
    [
        new("all openings of TCP", IpProtocol.Tcp, ConnectionState.New, false) { TcpFlags = Syn },
        new("all answers to openings of TCP", IpProtocol.Tcp, ConnectionState.Established, true)
            { TcpFlags = Syn | Ack },
        new("all data of TCP", IpProtocol.Tcp, ConnectionState.Established, false) { TcpFlags = Push | Ack },
        new("all data of TCP", IpProtocol.Tcp, ConnectionState.Established, true) { TcpFlags = Push | Ack },
        new("all UDP", IpProtocol.Udp, ConnectionState.New, false),
        new("all UDP", IpProtocol.Udp, ConnectionState.Established, true),
    ];

    static readonly PacketKind[] OfV4 =
        [.. OfBoth, new("all echoes", IpProtocol.Icmp, ConnectionState.Established, false)];

    static readonly PacketKind[] OfV6 =
        [.. OfBoth, new("all echoes", IpProtocol.IcmpV6, ConnectionState.Established, false)];

    public static IReadOnlyList<PacketKind> All(IpFamily family) => family is IpFamily.V4 ? OfV4 : OfV6;

    /// <summary>Some of them, as a hook sees them. Of echoes, requests and answers: either may be closed.</summary>
    public IReadOnlyList<Packet> Between(IpFamily family, UInt128 source, UInt128 destination, Hook hook)
    {
        var random = new Random(source.GetHashCode());
        return [.. Enumerable.Range(0, 2 * Services.Length).Select(i => One(i, random) with
        {
            Family = family,
            Source = source,
            Destination = destination,
        }).Select(packet => packet.Routed(hook))];
    }

    Packet One(int number, Random random)
    {
        var service = number < Services.Length ? Services[number] : (ushort)random.Next(1, 1 << 16);
        var client = (ushort)random.Next(32_768, 61_000);
        var isOpening = (TcpFlags & Syn) != 0;
        var isRequest = number % 2 == 0;
        var (request, answer) = Protocol is IpProtocol.IcmpV6 ? (128, 129) : (8, 0);
        var isEcho = Protocol is IpProtocol.Icmp or IpProtocol.IcmpV6;
        return new()
        {
            Protocol = Protocol,
            SourcePort = isEcho ? default : IsAnswer ? service : client,
            DestinationPort = isEcho ? default : IsAnswer ? client : service,
            TcpFlags = TcpFlags,
            TcpOptions = isOpening ? new ByteSet().With(1).With(2).With(3).With(4).With(8) : default,
            IcmpType = (byte)(!isEcho ? 0 : isRequest ? request : answer),
            State = isEcho && isRequest ? ConnectionState.New : State,
            Length = (ushort)(isOpening ? 60 + 20 * random.Next(2) : random.Next(80, 1501)),
            Ttl = (byte)(FirstTtls[random.Next(FirstTtls.Length)] - random.Next(30)),
            SourceMac = (ulong)random.NextInt64(1L << 40),
        };
    }
}
