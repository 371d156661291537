using System.Globalization;
using System.Runtime.InteropServices;

namespace Merlon.Host.Firewall;

/// <summary>
/// Knows a folder of state again, and tells it from one that was made anew in its place: by its file of the lock, held
/// open but not locked, which .NET has no way to do. It ends with the process.
/// </summary>
sealed class FolderMark
{
    const int CloseOnExec = 0x80000;

    readonly FileInfo _open;
    readonly string? _place;

    public FolderMark(string folder)
    {
        var file = Open(StateFolder.LockIn(folder), CloseOnExec);
        _open = new(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file}"));
        _place = _open.LinkTarget;
    }

    /// <summary>Whether it is where it was; the kernel says of a file that is gone that it was deleted.</summary>
    public bool IsThere
    {
        get
        {
            _open.Refresh();
            return _open.LinkTarget == _place;
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
