using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Merlon.Kernel;

/// <summary>What Linux offers and .NET does not.</summary>
static partial class Native
{
    const int NewNetwork = 0x4000_0000, ReadWrite = 2, NonBlocking = 0x800, CloseOnExec = 0x8_0000;
    const int Inet = 2, Inet6 = 10, Raw = 3;
    const ulong SetInterface = 0x4004_54CA, SetLinkKind = 0x4004_54CD;
    const short TunWithoutInfo = 0x1001, TapWithoutInfo = 0x1002;
    const int NameSize = 16, RequestSize = 40;

    /// <summary>Moves the calling thread, and what it starts from now on, into a new network namespace.</summary>
    public static void EnterNewNetwork() => Check(Unshare(NewNetwork));

    /// <summary>Makes a tap interface in the calling thread's namespace; closing the handle removes it.</summary>
    public static SafeFileHandle OpenTap(string name) => OpenLink(name, TapWithoutInfo);

    /// <summary>As <see cref="OpenTap"/>, with no link layer: IP packets go in and come out.</summary>
    public static SafeFileHandle OpenTun(string name) => OpenLink(name, TunWithoutInfo);

    static SafeFileHandle OpenLink(string name, short kind)
    {
        var link = Open("/dev/net/tun", ReadWrite | NonBlocking | CloseOnExec);
        Check(link.IsInvalid ? -1 : 0);
        Span<byte> request = stackalloc byte[RequestSize];
        request.Clear();
        System.Text.Encoding.ASCII.GetBytes(name, request);
        MemoryMarshal.Write(request[NameSize..], kind);
        Check(Control(link, SetInterface, request));
        return link;
    }

    /// <summary>Says of what kind a link of <see cref="OpenTap"/> is (ARPHRD); it must be down.</summary>
    public static void SetKind(SafeFileHandle link, int kind) => Check(Control(link, SetLinkKind, kind));

    /// <summary>A socket that is handed every packet of a protocol that comes past INPUT.</summary>
    public static SafeFileHandle OpenRawSocket(bool isV6, byte protocol)
    {
        var socket = Socket(isV6 ? Inet6 : Inet, Raw | NonBlocking | CloseOnExec, protocol);
        Check(socket.IsInvalid ? -1 : 0);
        return socket;
    }

    public static void Write(SafeFileHandle to, ReadOnlySpan<byte> bytes) =>
        Check(WriteBytes(to, bytes, bytes.Length) == bytes.Length ? 0 : -1);

    /// <summary>What is there to be read now; 0 when there is nothing.</summary>
    public static int ReadNow(SafeFileHandle from, Span<byte> bytes)
    {
        const int NothingNow = 11;
        var count = (int)ReadBytes(from, bytes, bytes.Length);
        if (count < 0 && Marshal.GetLastPInvokeError() == NothingNow) return 0;
        Check(count);
        return count;
    }

    static void Check(int result)
    {
        if (result < 0) throw new Win32Exception();
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, ulong request, Span<byte> argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, ulong request, nint argument);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial SafeFileHandle Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteBytes(SafeFileHandle file, ReadOnlySpan<byte> bytes, nint count);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadBytes(SafeFileHandle file, Span<byte> bytes, nint count);
}
