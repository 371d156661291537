using Merlon.Host;

namespace Merlon.Cli;

/// <summary>An output that is a file, there as a whole or not at all.</summary>
static class OutputBytes
{
    /// <returns>The exit status; the user has been told when it is not 0.</returns>
    public static int Write(string path, ReadOnlySpan<byte> bytes)
    {
        if (WholeFile.Write(path, bytes) is not { } failure) return Exit.Done;

        Screen.Error(failure);
        return Exit.Environment;
    }
}
