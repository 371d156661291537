using Merlon.Host;

namespace Merlon.Cli;

/// <summary>An output that is a file, there as a whole or not at all.</summary>
static class OutputBytes
{
    /// <summary>Whether nothing that is read would be written over; if not, the user has been told.</summary>
    public static bool Spares(string? output, IEnumerable<string> inputs)
    {
        if (output is not { Length: > 0 } || !inputs.Any(input => IsSame(input, output))) return true;

        Screen.Error($"{output}: is read here; expected another file to write to");
        return false;

        static bool IsSame(string input, string output) => input.Length > 0 && input != InputFile.StandardInput
            && Path.GetFullPath(input) == Path.GetFullPath(output);
    }

    /// <returns>The exit status; the user has been told when it is not 0.</returns>
    public static int Write(string path, ReadOnlySpan<byte> bytes)
    {
        if (WholeFile.Write(path, bytes) is not { } failure) return Exit.Done;

        Screen.Error(failure);
        return Exit.Environment;
    }
}
