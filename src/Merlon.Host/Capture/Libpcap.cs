using System.Runtime.InteropServices;

namespace Merlon.Host.Capture;

/// <summary>What is called of libpcap (https://www.tcpdump.org/manpages/).</summary>
static unsafe partial class Libpcap
{
    public const int ErrorSize = 256, UnknownNetmask = -1, Nanoseconds = 1;
    public const int NoSuchDevice = -5, NoPermission = -8, NotUp = -9, NoPermissionForAll = -11;

    const string Name = "libpcap";

    // What Debian calls it, then what others do, then what stands where programs are built.
    static readonly string[] Files = ["libpcap.so.0.8", "libpcap.so.1", "libpcap.so"];

    static readonly nint Library = Files.Select(Load).FirstOrDefault(loaded => loaded != 0);

    static Libpcap() => NativeLibrary.SetDllImportResolver(
        typeof(Libpcap).Assembly, (name, _, _) => name == Name ? Library : 0);

    public static bool IsThere => Library != 0;

    static nint Load(string file) => NativeLibrary.TryLoad(file, out var library) ? library : 0;

    [LibraryImport(Name, EntryPoint = "pcap_create", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Create(string device, byte* error);

    [LibraryImport(Name, EntryPoint = "pcap_set_snaplen")]
    public static partial int SetSnapLength(nint capture, int bytes);

    [LibraryImport(Name, EntryPoint = "pcap_set_promisc")]
    public static partial int SetPromiscuous(nint capture, int isPromiscuous);

    [LibraryImport(Name, EntryPoint = "pcap_set_buffer_size")]
    public static partial int SetRingSize(nint capture, int bytes);

    [LibraryImport(Name, EntryPoint = "pcap_set_timeout")]
    public static partial int SetTimeout(nint capture, int milliseconds);

    [LibraryImport(Name, EntryPoint = "pcap_set_tstamp_precision")]
    public static partial int SetPrecision(nint capture, int precision);

    [LibraryImport(Name, EntryPoint = "pcap_get_tstamp_precision")]
    public static partial int Precision(nint capture);

    [LibraryImport(Name, EntryPoint = "pcap_activate")]
    public static partial int Activate(nint capture);

    [LibraryImport(Name, EntryPoint = "pcap_setnonblock")]
    public static partial int SetNonBlocking(nint capture, int isNonBlocking, byte* error);

    [LibraryImport(Name, EntryPoint = "pcap_get_selectable_fd")]
    public static partial int Descriptor(nint capture);

    [LibraryImport(Name, EntryPoint = "pcap_datalink")]
    public static partial int LinkType(nint capture);

    [LibraryImport(Name, EntryPoint = "pcap_datalink_val_to_name")]
    public static partial nint NameOfLinkType(int linkType);

    [LibraryImport(Name, EntryPoint = "pcap_compile", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Compile(nint capture, Filter* filter, string words, int optimize, int netmask);

    [LibraryImport(Name, EntryPoint = "pcap_setfilter")]
    public static partial int SetFilter(nint capture, Filter* filter);

    [LibraryImport(Name, EntryPoint = "pcap_freecode")]
    public static partial void Free(Filter* filter);

    [LibraryImport(Name, EntryPoint = "pcap_next_ex")]
    public static partial int Next(nint capture, Header** header, byte** bytes);

    [LibraryImport(Name, EntryPoint = "pcap_stats")]
    public static partial int Count(nint capture, out Statistics counts);

    [LibraryImport(Name, EntryPoint = "pcap_geterr")]
    public static partial nint Error(nint capture);

    [LibraryImport(Name, EntryPoint = "pcap_close")]
    public static partial void Close(nint capture);

    /// <summary>A program for the kernel's filter.</summary>
    public readonly record struct Filter(uint Length, nint Instructions);

    /// <summary>What stands before a packet; the fraction is in nanoseconds or microseconds.</summary>
    public readonly record struct Header(nint Seconds, nint Fraction, uint Kept, uint Length);

    /// <summary>Counts since the capture began; at 2^32 they begin anew.</summary>
    public readonly record struct Statistics(uint Received, uint DroppedByKernel, uint DroppedByInterface);
}
