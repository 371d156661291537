using System.Globalization;
using System.Runtime.InteropServices;

namespace Merlon.Host.Capture;

/// <summary>A user, as the system knows one.</summary>
public sealed partial record Account(string Name, uint Uid, uint Gid)
{
    /// <summary>Has no rights and owns nothing.</summary>
    public const string Nobody = "nobody";

    public bool IsRoot => Uid == 0;

    /// <summary>
    /// Who is to read packets once root has opened a capture: the one who is named, else whoever called sudo, else
    /// nobody.
    /// </summary>
    /// <exception cref="CaptureException">There is no such user.</exception>
    public static Account ToRunAs(string? name)
    {
        if (name is not null) return Named(name);

        return TryRead("SUDO_UID", out var uid) && TryRead("SUDO_GID", out var gid) && uid != 0
            ? new(Environment.GetEnvironmentVariable("SUDO_USER") ?? $"user {uid}", uid, gid)
            : Named(Nobody);
    }

    static Account Named(string name)
    {
        var entry = Find(name);
        if (entry == 0) throw new CaptureException(Obstacle.Words, $"--user: there is no user '{name}'");

        // The name, the password, and then the numbers.
        var numbers = entry + 2 * nint.Size;
        return new(name, (uint)Marshal.ReadInt32(numbers), (uint)Marshal.ReadInt32(numbers, sizeof(int)));
    }

    static bool TryRead(string variable, out uint number) => uint.TryParse(
        Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out number);

    [LibraryImport("libc", EntryPoint = "getpwnam", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Find(string name);
}
