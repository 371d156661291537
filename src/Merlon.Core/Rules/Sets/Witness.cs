using Merlon.Net;

namespace Merlon.Rules.Sets;

/// <summary>A packet out of a box, to try a claim with.</summary>
public static class Witness
{
    /// <summary>The smallest values that fit; what the box leaves open is as ordinary as can be.</summary>
    public static Packet Of(Box box, PacketSpace space)
    {
        var family = space.Family;
        var packet = new Packet
        {
            Family = family,
            Protocol = (IpProtocol)(byte)Value(box, Field.Protocol, (byte)IpProtocol.Tcp),
            Source = Value(box, Field.Source, Example(family, 1)),
            Destination = Value(box, Field.Destination, Example(family, 2)),
            SourcePort = (ushort)Value(box, Field.SourcePort, 40_000),
            DestinationPort = (ushort)Value(box, Field.DestinationPort, 80),
            State = (ConnectionState)(byte)Value(box, Field.State, (byte)ConnectionState.New),
            IsSourceTranslated = Value(box, Field.SourceTranslated, 0) != 0,
            IsDestinationTranslated = Value(box, Field.DestinationTranslated, 0) != 0,
            IsFragment = Value(box, Field.Fragment, 0) != 0,
            TcpFlags = (byte)Value(box, Field.TcpFlags, 2),
            IcmpType = (byte)Value(box, Field.IcmpType, 8),
            IcmpCode = (byte)Value(box, Field.IcmpCode, 0),
            Length = (ushort)Value(box, Field.Length, 60),
            Ttl = (byte)Value(box, Field.Ttl, 64),
            PacketType = (PacketType)(byte)Value(box, Field.PacketType, 0),
            SourceType = (AddressType)(byte)Value(box, Field.SourceType, (byte)AddressType.Unicast),
            DestinationType = (AddressType)(byte)Value(box, Field.DestinationType, (byte)AddressType.Unicast),
            Mark = (uint)Value(box, Field.Mark, 0),
            SourceMac = (ulong)Value(box, Field.SourceMac, 0),
            InInterface = Name(box.In, space),
            OutInterface = Name(box.Out, space),
        };
        foreach (var (kind, isThere) in box.TcpOptions)
        {
            if (isThere) packet = packet with { TcpOptions = packet.TcpOptions.With(kind) };
        }

        return packet;
    }

    static UInt128 Value(Box box, Field field, UInt128 ordinary) =>
        box.ValuesOf(field) is not { } values || values.Contains(ordinary) ? ordinary : values.Cubes[0].Value;

    // From the blocks for documentation (RFC 5737, RFC 3849).
    static UInt128 Example(IpFamily family, uint host) =>
        family is IpFamily.V4
            ? AddressMask.RightAligned(Ip.Parse("198.51.100.0")) + host
            : Ip.Parse("2001:db8::").Bits + host;

    static string Name(IReadOnlyList<int> classes, PacketSpace space) =>
        classes.Select(space.Interfaces.NameIn).FirstOrDefault(name => name is not null) ?? "";
}
