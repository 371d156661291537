namespace Merlon.Host.Capture;

/// <summary>What the kernel says of one thread: whose it is, and what it may do.</summary>
sealed class ThreadStatus
{
    readonly Dictionary<string, string> _lines;   // by name

    ThreadStatus(string status) => _lines = status.Split('\n')
        .Select(line => line.Split(':', 2))
        .Where(parts => parts.Length == 2)
        .ToDictionary(parts => parts[0], parts => parts[1].Trim());

    /// <summary>All of this process; a thread that ends meanwhile may be missing.</summary>
    public static IEnumerable<ThreadStatus> OfAll()
    {
        foreach (var folder in Directory.GetDirectories("/proc/self/task"))
        {
            string status;
            try
            {
                status = File.ReadAllText(Path.Combine(folder, "status"));
            }
            catch (IOException)
            {
                continue;   // it has ended
            }

            yield return new(status);
        }
    }

    /// <summary>Whether it is the account's alone, in no other group, and can neither do nor gain anything.</summary>
    public bool IsWithoutRights(Account account) =>
        IsAll("Uid", account.Uid) && IsAll("Gid", account.Gid)
        && _lines["Groups"] == "" && _lines["NoNewPrivs"] == "1"
        && new[] { "CapPrm", "CapEff", "CapAmb" }.All(name => _lines[name].All(digit => digit == '0'));

    // The real, the effective, the saved one, and that of the file system.
    bool IsAll(string name, uint id) => _lines[name].Split('\t') is [_, _, _, _] ids && ids.All(one => one == $"{id}");
}
