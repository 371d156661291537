using Merlon.Net;

namespace Merlon.Rules.Guards;

/// <summary>
/// The packets that working connections are made of. Rules against what is odd (invalid states, fragments, flags that
/// do not go together) cut nobody off.
/// </summary>
static class OrdinaryPackets
{
    const byte Fin = 1, Syn = 2, Rst = 4, Ack = 16, Urg = 32;
    const byte Flags = Fin | Syn | Rst | Ack;

    // The answer to an opening, data, a refusal and a farewell (RFC 9293, 3.5 and 3.6).
    static readonly Condition Going =
        Condition.Masked(Field.TcpFlags, Syn | Ack, Flags)
        | Condition.Masked(Field.TcpFlags, Ack, Flags)
        | Condition.Masked(Field.TcpFlags, Rst | Ack, Flags)
        | Condition.Masked(Field.TcpFlags, Fin | Ack, Flags | Urg);

    /// <summary>Those that a hook sees.</summary>
    /// <param name="isLocal">Whether the host sends them to itself.</param>
    public static Condition In(Hook hook, bool isLocal = false)
    {
        var isOther = !Condition.Is(Field.Protocol, (uint)IpProtocol.Tcp);
        var opening = State(ConnectionState.New) & (isOther | Condition.Masked(Field.TcpFlags, Syn, Flags));
        var going = State(ConnectionState.Established) & (isOther | Going);
        return (opening | going)
            & Condition.Is(Field.Fragment, 0)
            & Condition.Is(Field.PacketType, (uint)PacketType.Unicast)
            & Type(Field.SourceType, isLocal || hook is Hook.Output)
            & Type(Field.DestinationType, isLocal || hook is Hook.Input);
    }

    /// <summary>Those on the loopback interface.</summary>
    public static Condition OnLoopback(Hook hook) => Condition.Through(isIn: hook is not Hook.Output, "lo");

    /// <summary>Those of SSH, from or to the client, whose port is none of a service.</summary>
    public static Condition Ssh(bool isFromClient, ushort port)
    {
        var (server, client) = isFromClient
            ? (Field.DestinationPort, Field.SourcePort)
            : (Field.SourcePort, Field.DestinationPort);
        return Tcp(server, port) & Condition.In(client, 1024, ushort.MaxValue);
    }

    /// <summary>
    /// Those of DNS, plain or over TLS (RFC 1035, RFC 7858), from or to the server; the host's own end has a port
    /// out of Linux's range for such ends.
    /// </summary>
    public static Condition Dns(bool isAnswer)
    {
        var (server, client) = isAnswer
            ? (Field.SourcePort, Field.DestinationPort)
            : (Field.DestinationPort, Field.SourcePort);
        var udp = Condition.Is(Field.Protocol, (uint)IpProtocol.Udp) & Condition.Is(server, 53);
        return (udp | Tcp(server, 53) | Tcp(server, 853))
            & Condition.In(client, 32_768, 60_999)
            & (isAnswer ? State(ConnectionState.Established) : Condition.Everything);
    }

    /// <summary>Those by which IPv6 finds its neighbours (RFC 4861); conntrack looks away from them.</summary>
    public static readonly Condition Discovery =
        State(ConnectionState.Untracked)
        & Condition.Is(Field.Protocol, (uint)IpProtocol.IcmpV6)
        & Condition.In(Field.IcmpType, 133, 137)
        & Condition.Is(Field.IcmpCode, 0)
        & Condition.Is(Field.Ttl, 255)
        & Condition.Is(Field.Fragment, 0);

    static Condition Tcp(Field end, ushort port) =>
        Condition.Is(Field.Protocol, (uint)IpProtocol.Tcp) & Condition.Is(end, port);

    static Condition State(ConnectionState state) => Condition.Is(Field.State, (uint)state);

    static Condition Type(Field field, bool isLocal) =>
        Condition.Is(field, (uint)(isLocal ? AddressType.Local : AddressType.Unicast));
}
