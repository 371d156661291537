using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Kernel;

/// <summary>Packets that can be sent to a gateway, near the edges of what rules ask for.</summary>
sealed class RandomTraffic(Random random, Setup setup, Surroundings around)
{
    const byte Synchronize = 0x02, Reset = 0x04, Push = 0x08, Acknowledge = 0x10, Urgent = 0x20, Congestion = 0xC0;
    const int Conversations = 12, FirstOwnPort = 20_000;

    static readonly ushort[] Ports = [0, 1, 22, 23, 79, 80, 81, 443, 1023, 1024, 65534, 65535];
    static readonly IpProtocol[] Portless = [(IpProtocol)47, (IpProtocol)89, (IpProtocol)253];

    // The answer to any packet here would belong to a conversation; so no packet is another's answer, nor comes twice.
    readonly HashSet<(IpProtocol, UInt128, UInt128, int)> _sent = [];
    readonly List<Packet> _established = [];
    readonly List<Packet> _ours = [];   // from the gateway itself

    bool IsV4 => setup.Family is IpFamily.V4;

    public static IEnumerable<IpProtocol> Protocols(IpFamily family) =>
    [
        IpProtocol.Tcp, IpProtocol.Udp, family is IpFamily.V4 ? IpProtocol.Icmp : IpProtocol.IcmpV6, IpProtocol.Sctp,
        IpProtocol.Dccp, IpProtocol.UdpLite, .. Portless,
    ];

    /// <summary>Sends one packet to each of the gateway's addresses, until it comes.</summary>
    public void Greet(Gateway gateway)
    {
        foreach (var address in around.Local)
        {
            var greeting = Udp(Between(Host(0), address));
            _sent.Add(Key(greeting));
            gateway.Await(Frame.Write(greeting, Hook.Input));
        }
    }

    /// <summary>Begins the conversations whose packets are ESTABLISHED from then on.</summary>
    public void Converse(Gateway gateway)
    {
        for (var i = 0; i < Conversations; i++)
        {
            var (here, there) = (Host(i), Host(i + 1));
            var opening = Between(here, there) with { SourcePort = (ushort)(30_000 + i), DestinationPort = Ports[i] };
            Packet[] packets = (i % 3) switch
            {
                0 =>
                [
                    Tcp(opening, Synchronize), Tcp(Answer(opening), Synchronize | Acknowledge),
                    Tcp(opening, Acknowledge),
                ],
                1 => [Udp(opening), Udp(Answer(opening))],
                _ => [Echo(opening, false), Echo(Answer(Echo(opening, false)), true)],
            };
            foreach (var packet in packets) Assert.True(gateway.Deliver(Frame.Write(packet, Hook.Forward)));
            _established.AddRange(packets[^2..]);

            var ours = Leaving(Udp(Between(around.Local[i % 2], there) with
            {
                SourcePort = (ushort)(FirstOwnPort + i),
                DestinationPort = Ports[1 + i % (Ports.Length - 1)],
            }));
            Assert.True(gateway.Deliver(Frame.Write(ours, Hook.Output)));
            Assert.True(gateway.Deliver(Frame.Write(Answer(ours), Hook.Input)));
            _ours.Add(ours);
        }

        foreach (var packet in _established.Concat(_ours).Concat(_ours.Select(ours => Answer(ours))))
            _sent.Add(Key(packet));
    }

    public Sent Next()
    {
        var hook = random.Next(10) switch
        {
            < 5 => Hook.Forward,
            < 7 => Hook.Input,
            _ => Hook.Output,
        };
        return (setup.TracksConnections ? random.Next(10) : 9) switch
        {
            0 or 1 => Established(hook),
            2 => Related(hook),
            _ => New(hook),
        };
    }

    Sent New(Hook hook)
    {
        while (true)
        {
            var (packet, hasMore) = Fresh(hook);
            if (!IsMeantFor(packet) || !_sent.Add(Key(packet)) || _sent.Contains(Key(Answer(packet)))) continue;
            var isUntracked = setup.TracksConnections && random.Next(10) == 0;
            packet = packet with { State = isUntracked ? ConnectionState.Untracked : StateOf(packet) };
            return Frame.Write(Sized(packet, hasMore), hook, hasMore: hasMore);
        }
    }

    (Packet, bool HasMore) Fresh(Hook hook)
    {
        var packet = Between(Source(hook), Destination(hook)) with
        {
            Protocol = Protocol(),
            SourcePort = Port(),
            DestinationPort = Port(),
            TcpFlags = Flags(),
            TcpOptions = Options(),
            IcmpType = IcmpType(),
            IcmpCode = (byte)One(0, 0, 1, 4, 255),
        };
        if (hook is Hook.Input)
            return (packet with { OutInterface = "", PacketType = One(Enum.GetValues<PacketType>()) }, false);

        if (hook is Hook.Output) packet = Leaving(packet);
        return (packet with { IsFragment = MayBeFragment(packet) && random.Next(4) == 0 }, IsOneOfMany());
    }

    bool IsOneOfMany() => !setup.TracksConnections && random.Next(4) == 0;

    // iptables' translation takes the first bytes of any fragment for ports, as nftables does; conntrack hides it.
    bool MayBeFragment(in Packet packet) =>
        !setup.TracksConnections && (!setup.IsTranslated || packet.Protocol is not (IpProtocol.Tcp or IpProtocol.Udp));

    Sent Established(Hook hook)
    {
        var packet = Conversing(hook);
        if (packet.Protocol is IpProtocol.Tcp)
            packet = Tcp(packet, (byte)(Acknowledge | random.Next(256) & (Push | Urgent | Congestion)));
        packet = Sized(Varied(packet, ConnectionState.Established));
        return Frame.Write(hook is Hook.Output ? Leaving(packet) : packet, hook);
    }

    // An ICMP error tells of a packet that was sent by the one to whom it is sent. None says that a packet was too
    // big, since the gateway would send smaller ones from then on.
    Sent Related(Hook hook)
    {
        var about = hook is Hook.Input ? One(_ours) : hook is Hook.Output ? Answer(One(_ours)) : One(_established);
        var inner = Frame.Write(about with { Length = (ushort)Frame.LeastLength(about) }, hook);
        var type = IsV4 ? (byte)One(3, 4, 5, 11, 12) : (byte)One(1, 3, 4);
        var packet = Between(hook is Hook.Output ? One(around.Local) : Unicast(), about.Source) with
        {
            Protocol = Icmp,
            IcmpType = type,
            IcmpCode = (byte)One(0, 1, 3),
            State = ConnectionState.Related,
            Length = (ushort)One(1500, 576, 300),
        };
        var carried = inner.Bytes.AsSpan(Frame.LinkHeader);
        return Frame.Write(hook is Hook.Output ? Leaving(packet) : packet, hook, carried);
    }

    // Connection tracking (net/netfilter/nf_conntrack_proto_tcp.c, nf_conntrack_proto_icmp.c, ..._icmpv6.c).
    static ConnectionState StateOf(in Packet packet) => packet.Protocol switch
    {
        IpProtocol.Tcp => (packet.TcpFlags & ~(Push | Congestion | Urgent)) is Synchronize or Acknowledge
            ? ConnectionState.New
            : ConnectionState.Invalid,
        IpProtocol.Icmp => packet.IcmpType is 8 or 13 or 15 or 17 ? ConnectionState.New : ConnectionState.Invalid,
        IpProtocol.IcmpV6 => packet.IcmpType switch
        {
            128 or 139 => ConnectionState.New,
            >= 130 and <= 136 or 143 => ConnectionState.Untracked,
            _ => ConnectionState.Invalid,
        },
        _ => ConnectionState.New,
    };

    /// <summary>Whether a conversation without ports runs in the one direction that we send it in.</summary>
    static bool IsMeantFor(in Packet packet) =>
        packet.Protocol is IpProtocol.Tcp or IpProtocol.Udp or IpProtocol.Icmp or IpProtocol.IcmpV6 or IpProtocol.Sctp
        || packet.Source < packet.Destination;

    static (IpProtocol, UInt128, UInt128, int) Key(in Packet packet) => (
        packet.Protocol, packet.Source, packet.Destination,
        packet.Protocol is IpProtocol.Icmp or IpProtocol.IcmpV6
            ? packet.SourcePort
            : packet.SourcePort << 16 | packet.DestinationPort);

    Packet Sized(Packet packet, bool hasMore = false)
    {
        var least = Frame.LeastLength(packet, hasMore);
        return packet with { Length = (ushort)Math.Max(least, One(least, least + 1, 59, 60, 61, 100, 576, 1500)) };
    }

    Packet Varied(Packet packet, ConnectionState state) => packet with
    {
        State = state,
        InInterface = One([.. Surroundings.Links]),
        Ttl = (byte)One(1, 2, 63, 64, 65, 254),
        Mark = One(Frame.Marks),
        SourceMac = (ulong)One(1, 2),
    };

    Packet Between(UInt128 source, UInt128 destination) => Varied(
        new()
        {
            Family = setup.Family,
            Source = source,
            Destination = destination,
            OutInterface = around.TypeOf(destination) is AddressType.Unicast ? around.LinkTo(destination) : "",
            SourceType = IsV4 ? around.TypeOf(source) : default,
            DestinationType = IsV4 ? around.TypeOf(destination) : default,
        },
        ConnectionState.New);

    // Without a route, a group of receivers is spoken to by any link with an address.
    Packet Leaving(Packet packet) => packet with
    {
        InInterface = "",
        OutInterface = packet.OutInterface is "" ? One([.. Surroundings.AddressedLinks]) : packet.OutInterface,
        SourceMac = 0,
    };

    Packet Conversing(Hook hook) => hook switch
    {
        Hook.Forward => One(_established),
        Hook.Input => Answer(One(_ours)),
        _ => One(_ours),
    };

    Packet Answer(in Packet packet)
    {
        var answer = Between(packet.Destination, packet.Source) with { Protocol = packet.Protocol };
        return packet.Protocol == Icmp   // its source port stands for the identifier, which both ways have in common
            ? answer with { SourcePort = packet.SourcePort }
            : answer with { SourcePort = packet.DestinationPort, DestinationPort = packet.SourcePort };
    }

    static Packet Tcp(Packet packet, byte flags) => packet with { Protocol = IpProtocol.Tcp, TcpFlags = flags };

    static Packet Udp(Packet packet) => packet with { Protocol = IpProtocol.Udp };

    Packet Echo(Packet packet, bool isReply) => packet with
    {
        Protocol = Icmp,
        IcmpType = (byte)((IsV4, isReply) switch
        {
            (true, false) => 8,
            (true, true) => 0,
            (false, false) => 128,
            (false, true) => 129,
        }),
    };

    IpProtocol Icmp => IsV4 ? IpProtocol.Icmp : IpProtocol.IcmpV6;

    IpProtocol Protocol() => random.Next(10) switch
    {
        < 3 => IpProtocol.Tcp,
        < 5 => IpProtocol.Udp,
        < 7 => Icmp,
        7 => One(IpProtocol.Sctp, IpProtocol.Dccp, IpProtocol.UdpLite),
        8 => IpProtocol.Sctp,
        _ => One(Portless),
    };

    ushort Port() => random.Next(3) == 0 ? (ushort)random.Next(65_536) : One(Ports);

    byte Flags() => random.Next(3) switch
    {
        0 => Synchronize,
        1 => (byte)One(Acknowledge, Acknowledge | Push, Reset, Synchronize | Acknowledge, 0x11, 0),
        _ => (byte)random.Next(256),
    };

    ByteSet Options()
    {
        var options = default(ByteSet);
        foreach (var kind in (byte[])[1, 2, 3, 4, 8, 254])
        {
            if (random.Next(4) == 0) options = options.With(kind);
        }

        return options;
    }

    byte IcmpType() => IsV4
        ? (byte)One(0, 3, 5, 8, 8, 11, 13, 17, 18, 255)
        : (byte)One(1, 2, 3, 4, 100, 128, 128, 129, 130, 133, 135, 139, 143, 200, 255);

    // Now and then somebody lies about where a packet is from.
    UInt128 Source(Hook hook) => random.Next(8) == 0 != hook is Hook.Output ? One(around.Local) : Unicast();

    UInt128 Destination(Hook hook) => hook switch
    {
        Hook.Forward => Unicast(),
        Hook.Input => random.Next(4) == 0 ? One(around.Many) : One(around.Local),
        _ => random.Next(8) == 0 ? around.Many[^1] : Unicast(),   // a multicast address
    };

    UInt128 Unicast() => One(around.Blocks) + (UInt128)(random.Next(2) == 0 ? random.Next(1, 8) : random.Next(1, 255));

    UInt128 Host(int i) => around.Blocks[i % around.Blocks.Length] + (UInt128)(i % 3 + 1);

    T One<T>(params IReadOnlyList<T> of) => of[random.Next(of.Count)];
}
