using System.Globalization;

namespace Merlon.Host.Models.Llama;

/// <summary>The memory of this machine.</summary>
static class Memory
{
    const string Key = "MemAvailable:";

    /// <summary>Bytes that can be had now: of what this process may have, what others leave.</summary>
    public static long Available => Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Left() ?? long.MaxValue);

    // As Linux tells it, in kB.
    static long? Left()
    {
        try
        {
            var line = File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith(Key));
            var number = line?[Key.Length..].Trim().Split(' ')[0];
            return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes)
                ? kilobytes << 10 : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
