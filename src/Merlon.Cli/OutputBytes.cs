using Merlon.Host;

namespace Merlon.Cli;

/// <summary>An output that is a file, there as a whole or not at all.</summary>
static class OutputBytes
{
    /// <summary>
    /// Whether an output has a name, and nothing that is read would be written over; if not, the user has been told.
    /// </summary>
    /// <param name="output">Null where there is none.</param>
    public static bool CanBe(string? output, IEnumerable<string> inputs)
    {
        var fault = output switch
        {
            null => null,
            "" => "a file without a name; expected one",
            InputFile.StandardInput => "-: standard output is no place for it; expected the name of a file",
            _ => inputs.Any(input => IsSame(input, output))
                ? $"{output}: is read here; expected another file to write to" : null,
        };
        if (fault is not null) Screen.Error(fault);
        return fault is null;

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
