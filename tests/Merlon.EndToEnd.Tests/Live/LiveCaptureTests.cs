using Merlon.Host.Capture;
using Merlon.Kernel;
using Merlon.Packets;
using Microsoft.Win32.SafeHandles;

namespace Merlon.Live;

/// <summary>Packets that are written to a link come out of the capture as they were.</summary>
public sealed class LiveCaptureTests
{
    const int Header = 14;

    [Fact]
    public void Packets_come_in_order_with_time_and_length_and_as_much_as_was_asked_for() => OnLink((link, capture) =>
    {
        var before = DateTime.UtcNow;
        foreach (var length in new[] { 60, 100, 101, 1_000, 1_514 }) Native.Write(link, Frame(length));
        var last = before;
        foreach (var length in new[] { 60, 100, 101, 1_000, 1_514 })
        {
            var packet = Next(capture);
            Assert.Equal((LinkType.Ethernet, length), (packet.Link, packet.Length));
            Assert.Equal(Frame(length).AsSpan(0, Math.Min(length, 100)), packet.Bytes);
            Assert.InRange(packet.At, last, DateTime.UtcNow);
            last = packet.At;
        }

        Assert.Equal(new(5, 0, 0), capture.Count());
        Assert.False(capture.TryRead(out _));
        Assert.Null(capture.Failure);
    }, snapLength: 100);

    [Fact]
    public void Nothing_is_allocated_for_a_packet() => OnLink((link, capture) =>
    {
        const int packets = 2_000;
        var (before, frame) = (0L, Frame(200));
        for (var round = 0; round < 2; round++)   // in the first, code is compiled
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < packets; i++) Native.Write(link, frame);
            for (var i = 0; i < packets; i++) Next(capture);
            capture.Count();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    });

    [Fact]
    public void A_link_that_cannot_be_decoded_is_refused_and_so_is_one_that_is_not_there() => InOwnNetwork(() =>
    {
        const int radio = 803;   // IEEE 802.11 with a header of the radio's
        using var link = Native.OpenTap("t0");
        Native.SetKind(link, radio);
        Run.Program("/usr/sbin/ip", ["link", "set", "t0", "up"]);
        var refused = Assert.Throws<CaptureException>(() => LiveCapture.Open(new() { Interface = "t0" }));
        Assert.Equal("t0: its link type, IEEE802_11_RADIO, is none that Merlon can decode", refused.Message);
        Assert.Equal(Obstacle.Interface, refused.Obstacle);

        var missing = Assert.Throws<CaptureException>(() => LiveCapture.Open(new() { Interface = "t1" }));
        Assert.Equal("t1: no such interface; there are lo, t0, any", missing.Message);
    });

    [Fact]
    public void Counts_go_on_where_those_of_the_library_begin_anew()
    {
        var counts = default(CaptureCounts).UpTo(4_000_000_000, 5, 0).UpTo(4_000_000_000, 5, 0);
        Assert.Equal(new(4_000_000_000, 5, 0), counts);
        Assert.Equal(new(4_294_967_296 + 10, 7, 1), counts.UpTo(10, 7, 1));
        Assert.Equal(8, counts.UpTo(10, 7, 1).Dropped);
    }

    static void OnLink(Action<SafeFileHandle, LiveCapture> work, int snapLength = 256) => InOwnNetwork(() =>
    {
        using var link = Native.OpenTap("t0");
        File.WriteAllText("/proc/sys/net/ipv6/conf/t0/disable_ipv6", "1");   // it would say a word itself
        Run.Program("/usr/sbin/ip", ["link", "set", "t0", "up"]);
        using var capture = LiveCapture.Open(new() { Interface = "t0", SnapLength = snapLength });
        work(link, capture);
    });

    static void InOwnNetwork(Action work)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root for a network namespace");
        Assert.SkipUnless(File.Exists("/dev/net/tun"), "needs /dev/net/tun for a link of its own");
        OwnThread.Run(() =>
        {
            Native.EnterNewNetwork();
            work();
        });
    }

    static CapturedPacket Next(LiveCapture capture)
    {
        var deadline = Environment.TickCount64 + 10_000;
        CapturedPacket packet;
        while (!capture.TryRead(out packet))
        {
            Assert.True(capture.Failure is null && Environment.TickCount64 < deadline, capture.Failure ?? "none came");
            capture.Wait(TimeSpan.FromMilliseconds(100));
        }

        return packet;
    }

    // Of no protocol that the kernel would answer.
    static byte[] Frame(int length)
    {
        var frame = new byte[length];
        frame.AsSpan(0, 12).Fill(2);
        (frame[12], frame[13]) = (0x88, 0xB5);
        for (var i = Header; i < length; i++) frame[i] = (byte)(i * 7);
        return frame;
    }
}
