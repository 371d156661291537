using Merlon.Flows;
using Merlon.Net;

namespace Merlon.Rules.Meaning;

/// <summary>The packets by which a flow lives or dies: the one that opens it, and the first answer.</summary>
public static class FlowPackets
{
    const byte Syn = 2, Ack = 16, Echo = 8, EchoV6 = 128, EchoReply = 0, EchoReplyV6 = 129;

    public static Packet Opening(in FlowKey flow) => Of(flow) with
    {
        TcpFlags = flow.Protocol is IpProtocol.Tcp ? Syn : (byte)0,
        IcmpType = flow.Protocol is IpProtocol.IcmpV6 ? EchoV6 : flow.Protocol is IpProtocol.Icmp ? Echo : (byte)0,
        State = ConnectionState.New,
    };

    public static Packet Answer(in FlowKey flow) => Of(flow.Reversed) with
    {
        TcpFlags = flow.Protocol is IpProtocol.Tcp ? (byte)(Syn | Ack) : (byte)0,
        IcmpType = flow.Protocol is IpProtocol.IcmpV6 ? EchoReplyV6 : EchoReply,
        State = ConnectionState.Established,
    };

    static Packet Of(in FlowKey flow) => new()
    {
        Family = flow.SourceIp.Family,
        Source = AddressMask.RightAligned(flow.SourceIp),
        Destination = AddressMask.RightAligned(flow.DestinationIp),
        Protocol = flow.Protocol.IsNumbered ? flow.Protocol : default,
        SourcePort = flow.SourcePort ?? 0,
        DestinationPort = flow.DestinationPort ?? 0,
    };
}
