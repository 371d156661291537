namespace Merlon.Host;

/// <summary>Files that are there as a whole or not at all.</summary>
public static class WholeFile
{
    static readonly string[] Devices = ["/dev/", "/proc/", "/sys/"];

    /// <summary>Puts a file in its place when all of it is on disk; what was there stays until then.</summary>
    /// <returns>Why it cannot be written, in one line; null when it was.</returns>
    public static string? Write(string path, ReadOnlySpan<byte> bytes)
    {
        if (path.Length == 0) return "a file without a name; expected one";
        if (Directory.Exists(path)) return $"{path}: a directory; expected the name of a file";
        if (IsDevice(path)) return $"{path}: a device, which a file would take the place of; expected a file";

        var next = $"{path}.{Guid.NewGuid():N}";
        try
        {
            using (var file = new FileStream(next, FileMode.CreateNew, FileAccess.Write))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            TryDelete(next);
            return $"{path}: {e.Message.Replace(next, path, StringComparison.Ordinal)}";
        }
    }

    static bool IsDevice(string path)
    {
        var place = Path.GetFullPath(path);
        return Devices.Any(folder => place.StartsWith(folder, StringComparison.Ordinal));
    }

    static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // It was never made.
        }
    }
}
