using Merlon.Net;
using Merlon.Packets;

namespace Merlon.Features;

/// <summary>A flow as far as it has come, from who began it.</summary>
struct FlowSoFar
{
    const byte Fin = 1, Syn = 2, Rst = 4, Ack = 16;

    const double TcpIdle = 600, OtherIdle = 60;   // seconds

    public long PacketsForward, PacketsBackward, BytesForward, BytesBackward;
    public int LongestForward, LongestBackward, FirstForward, FirstBackward, Syns, Options;
    public double First, Last, Gap;

    /// <summary>When its parts were met last.</summary>
    public double Met;

    public bool IsAnswered, IsReset, IsFinished, IsRefused, IsOddStart;

    /// <summary>Whether the lower of both streams' numbers began it.</summary>
    public bool IsFromLow;

    /// <summary>It had begun before anything was seen.</summary>
    public bool IsUnderWay;

    /// <summary>Flows of the same use over 1, 10 and 100 s, when it began.</summary>
    public Recent Flows;

    /// <summary>How often its parts were met in training.</summary>
    public Known Known;

    /// <summary>Whether a packet begins another flow between the same ends.</summary>
    public readonly bool IsOver(IpProtocol protocol, byte flags, double now) =>
        now - Last > (protocol is IpProtocol.Tcp ? TcpIdle : OtherIdle)
        || ((IsReset || IsFinished) && protocol is IpProtocol.Tcp && (flags & (Syn | Ack)) == Syn);

    public static FlowSoFar Begin(bool isFromLow, double now) =>
        new() { IsFromLow = isFromLow, First = now, Last = now };

    /// <summary>Who answers first was asked before: it did not begin the flow.</summary>
    public static bool IsAnswer(in PacketHeaders packet) => packet.Protocol is IpProtocol.Tcp
        ? (packet.TcpFlags & (Syn | Ack)) == (Syn | Ack) || (packet.TcpFlags & Syn) == 0 && IsFromService(packet)
        : IsFromService(packet);

    /// <summary>A packet of a connection that had begun before, as it seems.</summary>
    public static bool IsFromMidst(in PacketHeaders packet) =>
        packet.Protocol is IpProtocol.Tcp && (packet.TcpFlags & (Syn | Ack)) != Syn;

    /// <param name="isError">It is about a packet forward, and no packet of the flow itself.</param>
    public void Add(in PacketHeaders packet, int length, bool isForward, bool isError, double now)
    {
        Gap = now - Last;
        Last = now;
        var flags = !isError && packet.Protocol is IpProtocol.Tcp ? packet.TcpFlags : default;
        if (isForward) AddForward(packet, flags, length);
        else AddBackward(flags, length, isError);
        IsReset |= (flags & Rst) != 0;
        IsFinished |= (flags & Fin) != 0;
    }

    void AddForward(in PacketHeaders packet, byte flags, int length)
    {
        if (PacketsForward++ == 0)
        {
            (FirstForward, Options) = (length, packet.TcpOptions.Length);
            IsOddStart = packet.Protocol is IpProtocol.Tcp && (flags & Ack) == 0 && (flags & (Syn | Fin | Rst)) != Syn;
        }

        BytesForward += length;
        LongestForward = Math.Max(LongestForward, length);
        if ((flags & Syn) != 0) Syns++;
    }

    void AddBackward(byte flags, int length, bool isError)
    {
        var isRefusal = isError || (flags & Rst) != 0;
        IsRefused |= isRefusal && !IsAnswered;
        IsAnswered |= !isRefusal;
        if (PacketsBackward++ == 0) FirstBackward = length;
        BytesBackward += length;
        LongestBackward = Math.Max(LongestBackward, length);
    }

    static bool IsFromService(in PacketHeaders packet) =>
        packet.SourcePort is >= 0 and < 1024 && packet.DestinationPort >= 1024;
}

/// <summary>An amount over about 1, 10 and 100 s.</summary>
record struct Recent(double In1, double In10, double In100)
{
    public static Recent Of(in FadingCount count, double now)
    {
        var lanes = count.At(now);
        return new(lanes[2], lanes[3], lanes[4]);
    }

    /// <summary>What is left of 1 after so many seconds.</summary>
    public static Recent Left(double seconds)
    {
        var lanes = Decay.Over(seconds);
        return new(lanes[2], lanes[3], lanes[4]);
    }

    public static Recent operator *(Recent one, Recent other) =>
        new(one.In1 * other.In1, one.In10 * other.In10, one.In100 * other.In100);
}

/// <summary>How often parts of a flow were met in training.</summary>
record struct Known(int Service, int Server, int Pair, int Source, int Use);
