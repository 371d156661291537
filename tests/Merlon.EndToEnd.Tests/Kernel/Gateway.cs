using System.Net;
using System.Net.Sockets;
using Merlon.Net;
using Merlon.Rules;
using Microsoft.Win32.SafeHandles;

namespace Merlon.Kernel;

/// <summary>
/// A router in a network namespace of its own. The other ends of its links are in our hands: a frame that is written
/// to one has gone its whole way through the kernel when the call returns, so that nothing waits for anything.
/// </summary>
/// <remarks>
/// The calling thread moves into the namespace and leaves it only for the next one. The namespace ends with its last
/// handle, however the thread ends.
/// </remarks>
sealed class Gateway : IDisposable
{
    static readonly Dictionary<string, string> Settings = new()
    {
        ["ipv4/ip_forward"] = "1",
        ["ipv6/conf/all/forwarding"] = "1",
        ["ipv6/conf/default/accept_ra"] = "0",
        ["ipv4/conf/all/rp_filter"] = "0",
        ["ipv4/conf/default/rp_filter"] = "0",
        ["ipv4/conf/all/accept_local"] = "1",
        ["ipv4/conf/all/send_redirects"] = "0",
        ["ipv4/conf/default/send_redirects"] = "0",
        ["ipv4/conf/all/accept_redirects"] = "0",
        ["netfilter/nf_conntrack_tcp_be_liberal"] = "1",   // no sequence numbers are kept here
        ["netfilter/nf_conntrack_checksum"] = "0",   // it finds fault with every UDP-Lite packet
        ["netfilter/nf_conntrack_udp_timeout"] = "3600",
        ["netfilter/nf_conntrack_udp_timeout_stream"] = "3600",
        ["netfilter/nf_conntrack_icmp_timeout"] = "3600",
        ["netfilter/nf_conntrack_icmpv6_timeout"] = "3600",
    };

    readonly Dictionary<string, SafeFileHandle> _links = [];
    readonly Dictionary<IpProtocol, SafeFileHandle> _local = [];
    readonly Surroundings _around;
    readonly byte[] _buffer = new byte[2048];

    public Gateway(Surroundings around)
    {
        _around = around;
        Native.EnterNewNetwork();
        foreach (var (name, value) in Settings) File.WriteAllText($"/proc/sys/net/{name}", value);
        if (around.Family is IpFamily.V4) File.WriteAllText("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
        foreach (var link in Surroundings.Links) _links[link] = Native.OpenTap(link);
        foreach (var protocol in RandomTraffic.Protocols(around.Family))
            _local[protocol] = Native.OpenRawSocket(around.Family is IpFamily.V6, (byte)protocol);
        var made = Run.Program(
            "/usr/sbin/ip", [around.Family is IpFamily.V4 ? "-4" : "-6", "-batch", "-"], around.Commands);
        Assert.True(made.Status == 0, made.Errors);
    }

    /// <summary>Puts a packet on the wire.</summary>
    /// <returns>Whether it came through: out of the link to its destination, or up to a local socket.</returns>
    public bool Deliver(Sent sent)
    {
        Native.Write(_links[sent.Packet.InInterface], sent.Bytes);
        var end = sent.Hook is Hook.Forward ? _links[sent.Packet.OutInterface] : _local[sent.Packet.Protocol];
        var count = Native.ReadNow(end, _buffer);
        if (count > 0 && !_buffer.AsSpan(0, count).EndsWith(sent.Body))
            Assert.Fail($"{Convert.ToHexString(_buffer.AsSpan(0, count))} came, not {Convert.ToHexString(sent.Bytes)}");
        return count > 0;
    }

    /// <summary>Sends a packet until it comes through: IPv6 takes its time to listen to a new address.</summary>
    public void Await(Sent sent)
    {
        Assert.True(SpinWait.SpinUntil(() => Deliver(sent), TimeSpan.FromSeconds(10)), $"never came: {sent.Packet}");
        Strays();
    }

    /// <summary>Sends a datagram of its own, which nobody reads.</summary>
    public void Send((UInt128 Address, ushort Port) from, (UInt128 Address, ushort Port) to)
    {
        using var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(_around.Text(from.Address)), from.Port));
        socket.SendTo([1], new IPEndPoint(IPAddress.Parse(_around.Text(to.Address)), to.Port));
        Strays();
    }

    /// <summary>How many packets came out that nobody asked for; they are thrown away.</summary>
    public int Strays()
    {
        var count = 0;
        foreach (var end in _links.Values.Concat(_local.Values))
        {
            while (Native.ReadNow(end, _buffer) > 0) count++;
        }

        return count;
    }

    public void Dispose()
    {
        foreach (var end in _links.Values.Concat(_local.Values)) end.Dispose();
    }
}
