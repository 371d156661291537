using System.Buffers.Binary;
using System.Globalization;
using Merlon.Net;
using Merlon.Packets;
using Merlon.Rules;
using Microsoft.Win32.SafeHandles;

namespace Merlon.Kernel;

/// <summary>
/// A router in a network namespace of its own that lets everything through, and counts in which state connection
/// tracking saw it. The calling thread moves into the namespace.
/// </summary>
sealed class TrackingGateway : IDisposable
{
    static readonly ConnectionState[] States = Enum.GetValues<ConnectionState>();

    static readonly Dictionary<string, string> Settings = new()
    {
        ["ipv4/ip_forward"] = "1",
        ["ipv6/conf/all/forwarding"] = "1",
        ["ipv4/conf/all/rp_filter"] = "0",
        ["ipv4/conf/default/rp_filter"] = "0",
        ["ipv4/conf/in/rp_filter"] = "0",
        ["ipv4/conf/all/accept_local"] = "1",
        ["ipv4/conf/all/send_redirects"] = "0",
        ["netfilter/nf_conntrack_tcp_be_liberal"] = "1",   // sequence numbers are not followed
        ["netfilter/nf_conntrack_checksum"] = "0",         // addresses are changed below
    };

    readonly SafeFileHandle _in, _out;
    readonly byte[] _buffer = new byte[1 << 17];

    public TrackingGateway()
    {
        Native.EnterNewNetwork();
        (_in, _out) = (Native.OpenTun("in"), Native.OpenTun("out"));
        Do("/usr/sbin/nft", ["-f", "-"], Counting());
        Do("/usr/sbin/ip", ["-batch", "-"], """
            link set in up mtu 65535
            link set out up mtu 65535
            route add default dev out
            route add ::/0 dev out

            """);
        foreach (var (name, value) in Settings) File.WriteAllText($"/proc/sys/net/{name}", value);
    }

    /// <summary>Sends an IP packet through, filled up where the capture kept less of it.</summary>
    public void Send(in PacketHeaders headers)
    {
        var packet = new byte[headers.Length];
        headers.IpPacket.CopyTo(packet);
        if (headers.Family is IpFamily.V4) MakeForwardable(packet);
        else packet[7] = 64;
        Native.Write(_in, packet);
        while (Native.ReadNow(_out, _buffer) > 0) { }
        while (Native.ReadNow(_in, _buffer) > 0) { }
    }

    /// <summary>What the router counted whose namespace the calling thread is in.</summary>
    /// <param name="what">Packets or bytes.</param>
    public static Dictionary<ConnectionState, long> Count(string what = "packets")
    {
        var listed = Run.Program("/usr/sbin/nft", ["-j", "list", "counters", "table", "inet", "states"]);
        Assert.True(listed.Status == 0, listed.Errors);
        var counters = listed.Json.GetProperty("nftables").EnumerateArray()
            .Where(one => one.TryGetProperty("counter", out _))
            .Select(one => one.GetProperty("counter"))
            .ToDictionary(one => one.GetProperty("name").GetString()!, one => one.GetProperty(what).GetInt64());
        return States.ToDictionary(state => state, state => counters[NameOf(state)]);
    }

    public void Dispose()
    {
        _in.Dispose();
        _out.Dispose();
    }

    // Before routing, so that it is not asked whether a packet may go on.
    static string Counting() => string.Create(CultureInfo.InvariantCulture, $$"""
        table inet states {
          {{string.Join("\n  ", States.Select(state => $"counter {NameOf(state)} {{ }}"))}}
          chain every {
            type filter hook prerouting priority -150;
            iifname != "in" accept
            {{string.Join("\n    ", States.Select(Rule))}}
          }
        }

        """);

    static string Rule(ConnectionState state) =>
        $"ct state {state.ToString().ToLowerInvariant()} counter name {NameOf(state)}";

    static string NameOf(ConnectionState state) => $"seen_{state.ToString().ToLowerInvariant()}";

    // Loopback's and other addresses that no router lets through become those of a network that it does.
    static void MakeForwardable(Span<byte> packet)
    {
        if (packet[12] is 0 or 127 or >= 224) packet[12] = 100;
        if (packet[16] is 0 or 127 or >= 224) packet[16] = 100;
        packet[8] = 64;
        packet[10..12].Clear();
        uint sum = 0;
        for (var i = 0; i < (packet[0] & 15) * 4; i += 2) sum += BinaryPrimitives.ReadUInt16BigEndian(packet[i..]);
        sum = (sum & 0xFFFF) + (sum >> 16);
        sum += sum >> 16;
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], (ushort)~sum);
    }

    static void Do(string program, string[] arguments, string input)
    {
        var ended = Run.Program(program, arguments, input);
        Assert.True(ended.Status == 0, ended.Errors);
    }
}
