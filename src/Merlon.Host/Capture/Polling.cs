using System.Runtime.InteropServices;

namespace Merlon.Host.Capture;

/// <summary>What the kernel says of open files (poll(2)).</summary>
public static unsafe partial class Polling
{
    const short Input = 1, Error = 8;
    const int StandardOutput = 1;

    /// <summary>Whether nobody reads any more what this process writes; .NET does not tell.</summary>
    public static bool IsOutputAbandoned => (Poll(StandardOutput, 0, TimeSpan.Zero) & Error) != 0;

    /// <summary>Returns when there is something to read, or an end, or when so long has passed.</summary>
    /// <returns>Whether a read would not wait.</returns>
    internal static bool HasInput(int file, TimeSpan longest) => Poll(file, Input, longest) != 0;

    static short Poll(int file, short events, TimeSpan longest)
    {
        var polled = new Polled { File = file, Events = events };
        return Poll(&polled, 1, (int)longest.TotalMilliseconds) > 0 ? polled.Happened : (short)0;
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(Polled* files, nuint count, int milliseconds);

    struct Polled
    {
        public int File;
        public short Events, Happened;
    }
}
