using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Merlon.Host.Capture;

/// <summary>
/// Root's rights, given up for good in all threads once what needs them is open: what comes from the network is then
/// read by a process that may do nothing.
/// </summary>
public static unsafe partial class Rights
{
    const int NoNewRights = 38;   // prctl's PR_SET_NO_NEW_PRIVS
    const int Unchanged = -1;

    /// <param name="name">The user that was asked for, if any was.</param>
    /// <returns>Who this process must become; null when it is not root, and has nothing to give up.</returns>
    /// <exception cref="CaptureException">It cannot become that user.</exception>
    public static Account? MustBecome(string? name)
    {
        if (Environment.IsPrivilegedProcess) return Account.ToRunAs(name);
        if (name is null || name == Environment.UserName) return null;

        throw new CaptureException(Obstacle.Machine, $"--user: only root can become {name}");
    }

    /// <exception cref="CaptureException">They cannot be given up, or not all of them.</exception>
    public static void GiveUpFor(Account account)
    {
        LoadAll();
        CloseDiagnostics();

        // glibc has each thread make these calls, where the kernel's own would change one thread alone.
        var isDone = SetGroups(0, null) == 0
            && SetGid(account.Gid, account.Gid, account.Gid) == 0
            && SetUid(account.Uid, account.Uid, account.Uid) == 0
            && Control(NoNewRights, 1, 0, 0, 0) == 0
            && ThreadFilter.TrySetForAll();
        var isLeft = SetUid(unchecked((uint)Unchanged), 0, unchecked((uint)Unchanged)) == 0;
        if (!isDone || isLeft || !ThreadStatus.OfAll().All(thread => thread.IsWithoutRights(account)))
        {
            throw new CaptureException(Obstacle.Machine,
                $"root's rights cannot be given up for those of {account.Name}; --user root keeps them");
        }
    }

    // What is loaded only later may lie where only root can read.
    static void LoadAll()
    {
        var loaded = new HashSet<string>();
        var waiting = new Queue<Assembly>(AppDomain.CurrentDomain.GetAssemblies());
        while (waiting.TryDequeue(out var assembly))
        {
            foreach (var name in assembly.GetReferencedAssemblies())
            {
                if (loaded.Add(name.FullName)) waiting.Enqueue(Assembly.Load(name));
            }
        }
    }

    // Where .NET lets debuggers in. They would stay behind, since who made them was root.
    static void CloseDiagnostics()
    {
        var status = File.ReadAllText("/proc/self/stat");
        var started = status[(status.LastIndexOf(')') + 2)..].Split(' ')[19];
        var mark = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{started}");
        string[] names =
            [$"dotnet-diagnostic-{mark}-socket", $"clr-debug-pipe-{mark}-in", $"clr-debug-pipe-{mark}-out"];
        foreach (var name in names) File.Delete(Path.Combine(Path.GetTempPath(), name));
    }

    [LibraryImport("libc", EntryPoint = "setgroups")]
    private static partial int SetGroups(nuint count, uint* groups);

    [LibraryImport("libc", EntryPoint = "setresgid")]
    private static partial int SetGid(uint real, uint effective, uint saved);

    [LibraryImport("libc", EntryPoint = "setresuid")]
    private static partial int SetUid(uint real, uint effective, uint saved);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int what, nuint value, nuint third, nuint fourth, nuint fifth);
}
