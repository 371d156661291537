using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using Merlon.Packets;

namespace Merlon.Host.Capture;

/// <summary>What is captured, and where it is kept until it is read.</summary>
public sealed record LiveCaptureSettings
{
    public const int StandardSnapLength = 256, StandardRing = 32;

    public required string Interface { get; init; }

    /// <summary>Of the words of tcpdump (man pcap-filter); all packets when it is empty.</summary>
    public string Filter { get; init; } = "";

    /// <summary>In MiB.</summary>
    public int Ring { get; init; } = StandardRing;

    /// <summary>The most bytes that are kept of a packet.</summary>
    public int SnapLength { get; init; } = StandardSnapLength;
}

/// <summary>The packets that an interface sees from now on, by libpcap.</summary>
/// <remarks>
/// The kernel writes them into a ring that this process reads, and drops what has no room in it. What is in a packet is
/// the sender's, and is not looked at here. Not safe for concurrent use.
/// </remarks>
public sealed unsafe class LiveCapture : IDisposable
{
    // So long the kernel gathers packets before it hands them on, when there are few.
    const int GatherMilliseconds = 100;

    static readonly long LastSecond = (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;

    readonly string _interface;
    readonly bool _isNanoseconds;
    readonly LinkType _link;
    readonly int _snapLength;
    readonly int _descriptor;
    readonly uint _unfiltered;   // received before the filter stood
    nint _capture;
    CaptureCounts _counts;

    LiveCapture(LiveCaptureSettings settings, nint capture)
    {
        (_interface, _capture, _snapLength) = (settings.Interface, capture, settings.SnapLength);
        _isNanoseconds = Libpcap.Precision(capture) == Libpcap.Nanoseconds;
        _link = (LinkType)Libpcap.LinkType(capture);
        _descriptor = Libpcap.Descriptor(capture);
        if (settings.Filter != "" && Libpcap.Count(capture, out var before) == 0) _unfiltered = before.Received;
    }

    /// <summary>Why there will be no more packets, in words for its user; null while there may be.</summary>
    public string? Failure { get; private set; }

    /// <exception cref="CaptureException">It cannot begin.</exception>
    public static LiveCapture Open(LiveCaptureSettings settings)
    {
        if (!Libpcap.IsThere)
            throw new CaptureException(Obstacle.Machine, "libpcap is missing; install the Debian package libpcap0.8");

        Span<byte> error = stackalloc byte[Libpcap.ErrorSize];
        fixed (byte* words = error)
        {
            var capture = Libpcap.Create(settings.Interface, words);
            if (capture == 0) throw Unreadable(settings, Text((nint)words));
            try
            {
                Activate(capture, settings);
                SetFilter(capture, settings.Filter);
                if (Libpcap.SetNonBlocking(capture, 1, words) != 0) throw Unreadable(settings, Text((nint)words));
            }
            catch (CaptureException)
            {
                Libpcap.Close(capture);
                throw;
            }

            return new(settings, capture);
        }
    }

    /// <summary>The next packet that is there already; false when there is none now, or ever.</summary>
    /// <remarks>Its bytes are good until the next one is read.</remarks>
    public bool TryRead(out CapturedPacket packet)
    {
        packet = default;
        Libpcap.Header* header = null;
        byte* bytes = null;
        var status = Failure is null ? Libpcap.Next(_capture, &header, &bytes) : 0;
        if (status < 0) Failure = $"{_interface}: gone or down ({Text(Libpcap.Error(_capture))})";
        if (status <= 0) return false;

        var kept = (int)Math.Min(header->Kept, (uint)_snapLength);
        var length = (int)Math.Min(header->Length, int.MaxValue);
        packet = new(TimeOf(header), _link, length, new(bytes, kept));
        return true;
    }

    /// <summary>Returns when there are packets, or when so long has passed without any.</summary>
    public void Wait(TimeSpan longest) => Polling.HasInput(_descriptor, longest);

    /// <summary>What became of the packets so far. At least once in 2^32 packets it must be asked.</summary>
    public CaptureCounts Count()
    {
        if (Libpcap.Count(_capture, out var now) != 0) return _counts;

        var received = unchecked(now.Received - _unfiltered);
        return _counts = _counts.UpTo(received, now.DroppedByKernel, now.DroppedByInterface);
    }

    public void Dispose()
    {
        if (_capture != 0) Libpcap.Close(_capture);
        _capture = 0;
    }

    static void Activate(nint capture, LiveCaptureSettings settings)
    {
        // They fail only once it is active; but where there are no nanoseconds it stays with microseconds.
        _ = Libpcap.SetSnapLength(capture, settings.SnapLength);
        _ = Libpcap.SetPromiscuous(capture, 1);
        _ = Libpcap.SetRingSize(capture, settings.Ring << 20);
        _ = Libpcap.SetTimeout(capture, GatherMilliseconds);
        _ = Libpcap.SetPrecision(capture, Libpcap.Nanoseconds);
        var (status, name) = (Libpcap.Activate(capture), settings.Interface);
        if (status < 0)
        {
            throw status switch
            {
                Libpcap.NoSuchDevice => new CaptureException(
                    Obstacle.Interface, $"{name}: no such interface; there are {Interfaces()}"),
                Libpcap.NoPermission or Libpcap.NoPermissionForAll => new CaptureException(
                    Obstacle.Machine, $"{name}: to capture needs root's rights, or CAP_NET_RAW: try sudo"),
                Libpcap.NotUp => new CaptureException(
                    Obstacle.Interface, $"{name}: the interface is down; try ip link set {name} up"),
                _ => Unreadable(settings, Text(Libpcap.Error(capture))),
            };
        }

        var link = Libpcap.LinkType(capture);
        if (!Enum.IsDefined((LinkType)link))
            throw Unreadable(settings, $"its link type, {NameOf(link)}, is none that Merlon can decode");
    }

    static void SetFilter(nint capture, string words)
    {
        if (words == "") return;

        Libpcap.Filter filter;
        var isSet = Libpcap.Compile(capture, &filter, words, 1, Libpcap.UnknownNetmask) == 0;
        if (isSet)
        {
            isSet = Libpcap.SetFilter(capture, &filter) == 0;
            Libpcap.Free(&filter);
        }

        if (isSet) return;
        throw new CaptureException(Obstacle.Words,
            $"--filter '{words}': {Text(Libpcap.Error(capture))}; expected the words of tcpdump (man pcap-filter)");
    }

    DateTime TimeOf(Libpcap.Header* header)
    {
        var fraction = (long)header->Fraction;
        var ticks = _isNanoseconds ? fraction / TimeSpan.NanosecondsPerTick : fraction * TimeSpan.TicksPerMicrosecond;
        var seconds = Math.Clamp(header->Seconds, 0, LastSecond - 1);
        return DateTime.UnixEpoch.AddTicks(
            seconds * TimeSpan.TicksPerSecond + Math.Clamp(ticks, 0, TimeSpan.TicksPerSecond));
    }

    static CaptureException Unreadable(LiveCaptureSettings settings, string why) =>
        new(Obstacle.Interface, $"{settings.Interface}: {why}");

    static string Interfaces() => string.Join(", ",
        NetworkInterface.GetAllNetworkInterfaces().Select(one => one.Name).Order(StringComparer.Ordinal).Append("any"));

    static string NameOf(int link) => Libpcap.NameOfLinkType(link) is not 0 and var name ? Text(name) : $"{link}";

    static string Text(nint words) => Marshal.PtrToStringUTF8(words) ?? "";
}
