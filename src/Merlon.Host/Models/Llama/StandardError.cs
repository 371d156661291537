using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Merlon.Host.Models.Llama;

/// <summary>Where native code writes past every log: standard error, taken away for a moment.</summary>
static partial class StandardError
{
    const int Descriptor = 2;
    const uint CloseOnExec = 1;

    static readonly Lock Turn = new();

    /// <summary>What was written to it meanwhile, by whichever thread.</summary>
    /// <returns>Nothing where the system does not allow it.</returns>
    public static string Of(Action action)
    {
        lock (Turn)
        {
            using var memory = new SafeFileHandle(OpenMemory("merlon", CloseOnExec), ownsHandle: true);
            var before = memory.IsInvalid ? -1 : Duplicate(Descriptor);
            if (before < 0)
            {
                action();
                return "";
            }

            try
            {
                _ = Replace((int)memory.DangerousGetHandle(), Descriptor);
                action();
            }
            finally
            {
                _ = Replace(before, Descriptor);
                _ = Close(before);
            }

            return Text(memory);
        }
    }

    static string Text(SafeFileHandle memory)
    {
        using var file = new FileStream(memory, FileAccess.Read);
        file.Position = 0;
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenMemory(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Replace(int from, int to);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
