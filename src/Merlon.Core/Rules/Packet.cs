using System.Diagnostics;
using Merlon.Net;

namespace Merlon.Rules;

/// <summary>One packet, as far as rules can ask about it. Values are right-aligned numbers.</summary>
public readonly record struct Packet
{
    public Packet() { }

    public IpFamily Family { get; init; }
    public UInt128 Source { get; init; }
    public UInt128 Destination { get; init; }
    public IpProtocol Protocol { get; init; }
    public ushort SourcePort { get; init; }
    public ushort DestinationPort { get; init; }
    public byte TcpFlags { get; init; }
    public ByteSet TcpOptions { get; init; }
    public byte IcmpType { get; init; }
    public byte IcmpCode { get; init; }

    /// <summary>Empty when it has none, as in OUTPUT.</summary>
    public string InInterface { get; init; } = "";

    /// <summary>Empty when it has none, as in INPUT.</summary>
    public string OutInterface { get; init; } = "";

    public ConnectionState State { get; init; } = ConnectionState.New;
    public bool IsSourceTranslated { get; init; }
    public bool IsDestinationTranslated { get; init; }
    public bool IsFragment { get; init; }
    public ushort Length { get; init; } = 60;
    public byte Ttl { get; init; } = 64;
    public PacketType PacketType { get; init; }
    public AddressType SourceType { get; init; } = AddressType.Unicast;
    public AddressType DestinationType { get; init; } = AddressType.Unicast;
    public uint Mark { get; init; }

    /// <summary>Something that is not modelled may have changed the mark.</summary>
    public bool IsMarkUnknown { get; init; }

    public ulong SourceMac { get; init; }

    /// <summary>The packet as a hook sees it: INPUT knows no output interface, OUTPUT no input interface.</summary>
    public Packet In(Hook hook) => hook switch
    {
        Hook.Input => this with { OutInterface = "" },
        Hook.Output => this with { InInterface = "" },
        _ => this,
    };

    /// <summary>
    /// The packet with the kinds of address that routing must have found: to come to INPUT it was for this host, and
    /// what is in OUTPUT is from it. Broadcast and multicast stay what they are.
    /// </summary>
    public Packet Routed(Hook hook) => hook switch
    {
        Hook.Input when DestinationType is AddressType.Unicast => this with { DestinationType = AddressType.Local },
        Hook.Output when SourceType is AddressType.Unicast => this with { SourceType = AddressType.Local },
        _ => this,
    };

    public UInt128 this[Field field] => field switch
    {
        Field.Protocol => (byte)Protocol,
        Field.Source => Source,
        Field.Destination => Destination,
        Field.SourcePort => SourcePort,
        Field.DestinationPort => DestinationPort,
        Field.State => (byte)State,
        Field.SourceTranslated => IsSourceTranslated ? 1u : 0,
        Field.DestinationTranslated => IsDestinationTranslated ? 1u : 0,
        Field.Fragment => IsFragment ? 1u : 0,
        Field.TcpFlags => TcpFlags,
        Field.IcmpType => IcmpType,
        Field.IcmpCode => IcmpCode,
        Field.Length => Length,
        Field.Ttl => Ttl,
        Field.PacketType => (byte)PacketType,
        Field.SourceType => (byte)SourceType,
        Field.DestinationType => (byte)DestinationType,
        Field.Mark => Mark,
        Field.SourceMac => SourceMac,
        _ => throw new UnreachableException(),
    };
}
