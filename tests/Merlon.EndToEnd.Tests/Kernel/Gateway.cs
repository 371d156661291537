using System.Net;
using System.Net.Sockets;
using System.Text;
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

    /// <summary>What it sends for us is marked so.</summary>
    public const uint OwnMark = 7;

    readonly Dictionary<string, SafeFileHandle> _links = [];
    readonly Dictionary<string, Socket> _senders = [];
    readonly Dictionary<IpProtocol, SafeFileHandle> _local = [];
    readonly Surroundings _around;
    readonly byte[] _buffer = new byte[2048];

    public Gateway(Surroundings around)
    {
        _around = around;
        Native.EnterNewNetwork();
        foreach (var (name, value) in Settings) File.WriteAllText($"/proc/sys/net/{name}", value);
        if (around.Family is IpFamily.V4) File.WriteAllText("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
        foreach (var link in Surroundings.Links)
        {
            _links[link] = Native.OpenTap(link);
            _senders[link] = Sender(around.Family, link);
        }

        foreach (var protocol in RandomTraffic.Protocols(around.Family))
            _local[protocol] = Native.OpenRawSocket(around.Family is IpFamily.V6, (byte)protocol);
        var made = Run.Program(
            "/usr/sbin/ip", [around.Family is IpFamily.V4 ? "-4" : "-6", "-batch", "-"], around.Commands);
        Assert.True(made.Status == 0, made.Errors);
    }

    /// <summary>Puts a packet on the wire, or has the gateway send it.</summary>
    /// <returns>Whether it came through: out of the link to its destination, or up to a local socket.</returns>
    public bool Deliver(Sent sent)
    {
        if (sent.Hook is Hook.Output) Send(sent);
        else Native.Write(_links[sent.Packet.InInterface], sent.Bytes);
        var end = sent.Hook is Hook.Input ? _local[sent.Packet.Protocol] : _links[sent.Packet.OutInterface];
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
        foreach (var sender in _senders.Values) sender.Dispose();
        foreach (var end in _links.Values.Concat(_local.Values)) end.Dispose();
    }

    // It is told when its packet is dropped.
    void Send(Sent sent)
    {
        var to = new IPEndPoint(IPAddress.Parse(_around.Text(sent.Packet.Destination)), 0);
        try
        {
            _senders[sent.Packet.OutInterface].SendTo(sent.Bytes.AsSpan(Frame.LinkHeader), to);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AccessDenied)
        {
        }
    }

    // A raw socket takes packets with their headers, and goes by one link.
    static Socket Sender(IpFamily family, string link)
    {
        const int ofSocket = 1, toLink = 25, mark = 36;
        var isV6 = family is IpFamily.V6;
        var socket = new Socket(
            isV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Raw);
        socket.SetRawSocketOption(ofSocket, toLink, Encoding.ASCII.GetBytes(link));
        socket.SetRawSocketOption(ofSocket, mark, BitConverter.GetBytes(OwnMark));
        socket.SetSocketOption(
            isV6 ? SocketOptionLevel.IPv6 : SocketOptionLevel.IP, SocketOptionName.MulticastLoopback, 0);
        return socket;
    }
}
