using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Merlon.Host.Firewall;

/// <summary>
/// A process of its own that takes a change back when its time is up: in its own session and without a terminal, so
/// that it outlives the process, the shell and the connection that made the change.
/// </summary>
public static class Watcher
{
    const string Ready = "ready";

    static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(2);

    /// <summary>The words behind merlon that run it.</summary>
    public static readonly string[] Command = ["rules", "watch"];

    /// <summary>Starts it, and returns when nothing that happens to this process can harm it any more.</summary>
    /// <exception cref="FirewallException">It did not start.</exception>
    public static void Start(string folder, Guid id, TimeSpan within)
    {
        string[] words =
        [
            .. Command, Path.GetFullPath(folder), $"{id}",
            within.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        ];
        var program = Environment.ProcessPath!;
        var isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";   // dotnet merlon.dll
        var start = new ProcessStartInfo(program, isHost ? [Environment.GetCommandLineArgs()[0], .. words] : words)
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,   // or it would keep open what a caller waits to be closed
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            if (process.StandardOutput.ReadLine() == Ready) return;
        }
        catch (Win32Exception)
        {
            // As if it had ended at once.
        }

        throw new FirewallException("what would take the change back did not start, so nothing was changed");
    }

    /// <summary>What the process does.</summary>
    public static void Run(string folder, Guid id, TimeSpan within)
    {
        if (NewSession() < 0 || StateFolder.Glance(folder) is not { } standing || standing.Id != id) return;
        var mark = new FolderMark(folder);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true);
        Console.WriteLine(Ready);
        Console.Out.Flush();

        for (Thread.Sleep(within); !TryExpire(folder, standing, mark); Thread.Sleep(BetweenTries)) ;
    }

    // The tables may be held by somebody else, or the disk be full: both pass.
    static bool TryExpire(string folder, Standing standing, FolderMark mark)
    {
        try
        {
            using var state = Directory.Exists(folder) ? StateFolder.Open(folder) : null;
            if (state is not null && mark.IsThere)
            {
                Enforcement.Expire(state, standing.Id, Log);
                return true;
            }

            // The folder has gone, and what was in it is known here alone. A change that came since goes before.
            var newer = state?.Read();
            if (newer is null) Enforcement.Revert(standing, folder, Log);
            return newer?.ConfirmBy is null;
        }
        catch (FirewallException e)
        {
            Log($"not confirmed, and not taken back yet: {e.Message}");
            return false;
        }
    }

    // There is no terminal, so it goes where the system's services write.
    static void Log(string line) => Tool.TryRun("logger", ["--tag", "merlon", "--", line]);

    [DllImport("libc", EntryPoint = "setsid", SetLastError = true)]
    static extern int NewSession();
}
