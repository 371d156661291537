using System.Diagnostics;
using System.Text.Json;

namespace Merlon.Host.Firewall;

/// <summary>The folder in which it is written down what stood before. One process at a time holds it.</summary>
public sealed class StateFolder : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    static readonly JsonSerializerOptions Strict = new()
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    readonly string _file;
    readonly FileStream _lock;

    StateFolder(string folder, FileStream held) =>
        (Folder, _file, _lock) = (folder, FileIn(folder), held);

    public string Folder { get; }

    /// <summary>Where it is unless somebody says otherwise.</summary>
    public static string Usual => Environment.IsPrivilegedProcess
        ? "/var/lib/merlon"
        : Path.Combine(StateHome(), "merlon");

    /// <summary>Waits until nobody else holds the folder, and makes it if there is none.</summary>
    /// <exception cref="FirewallException">It cannot be written to, or somebody holds it for too long.</exception>
    public static StateFolder Open(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new(folder, Hold(LockIn(folder)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FirewallException($"{folder}: {e.Message}");
        }
    }

    /// <summary>What is written down by now, whoever holds the folder; null when nothing makes sense.</summary>
    /// <exception cref="FirewallException">It cannot be read.</exception>
    internal static Standing? Glance(string folder)
    {
        TryRead(FileIn(folder), out var standing);
        return standing;
    }

    internal static string LockIn(string folder) => Path.Combine(folder, "lock");

    static string FileIn(string folder) => Path.Combine(folder, "standing.json");

    /// <summary>Null when there is nothing to go back to.</summary>
    /// <exception cref="FirewallException">What is there cannot be read.</exception>
    public Standing? Read() => TryRead(_file, out var standing)
        ? standing
        : throw new FirewallException(
            $"{_file}: damaged, so what stood before the last change is not known; expected what merlon rules apply "
            + "wrote there; merlon rules revert --all takes all of Merlon's rules out; "
            + "to keep them, remove the file");

    /// <summary>Leaves alone what makes sense; what is damaged is as if there were nothing to go back to.</summary>
    /// <exception cref="FirewallException">It cannot be read or written.</exception>
    public void ForgetDamaged()
    {
        if (!TryRead(_file, out _)) Write(null);
    }

    /// <summary>Writes it down, whole or not at all; null for nothing to go back to.</summary>
    /// <exception cref="FirewallException">It cannot be written.</exception>
    public void Write(Standing? standing)
    {
        try
        {
            if (standing is null) File.Delete(_file);
            else Replace(standing);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FirewallException($"{_file}: {e.Message}");
        }
    }

    public void Dispose() => _lock.Dispose();

    // False when what is there is not what was written.
    static bool TryRead(string file, out Standing? standing)
    {
        standing = null;
        try
        {
            var written = JsonSerializer.Deserialize<Standing>(File.ReadAllBytes(file), Strict);
            if (written?.Boot == Standing.ThisBoot) standing = written;
            return written is not null;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FirewallException($"{file}: {e.Message}");
        }
    }

    void Replace(Standing standing)
    {
        var next = _file + ".next";
        using (var file = new FileStream(next, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, standing);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, _file, overwrite: true);
    }

    // .NET has no lock on files that waits; the kernel frees it when its holder ends, in whatever way.
    static FileStream Hold(string path)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path) && Stopwatch.GetElapsedTime(since) < Patience)
            {
                Thread.Sleep(20);
            }
        }
    }

    static string StateHome() =>
        Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } home && Path.IsPathRooted(home)
            ? home
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local/state");
}
