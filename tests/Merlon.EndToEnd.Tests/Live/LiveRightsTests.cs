using System.Globalization;

namespace Merlon.Live;

/// <summary>Once it listens, what was root is nobody, in all of its threads.</summary>
public sealed class LiveRightsTests(LiveModel model) : IClassFixture<LiveModel>, IDisposable
{
    readonly OwnNetwork _network = new();

    public void Dispose() => _network.Dispose();

    [Theory]
    [InlineData("nobody", null)]
    [InlineData("nobody", null, "SUDO_UID=0", "SUDO_GID=0")]
    [InlineData("daemon", "daemon", "SUDO_UID=4321", "SUDO_GID=4322")]
    [InlineData("someone", null, "SUDO_UID=4321", "SUDO_GID=4322", "SUDO_USER=someone")]
    public void All_threads_have_given_up_what_root_may(string expected, string? user, params string[] variables)
    {
        var (uid, gid) = expected == "someone" ? (4321, 4322) : (Id(expected, "-u"), Id(expected, "-g"));
        using var run = Listening(Run.Built, user is null ? [] : ["--user", user], variables);
        Assert.Contains($"d0: listening, as {expected}: root's rights were given up", run.Errors);

        var threads = Threads(run.Id).ToList();
        Assert.True(threads.Count > 3);
        Assert.All(threads, thread =>
        {
            Assert.Contains($"\nUid:\t{uid}\t{uid}\t{uid}\t{uid}\n", thread, StringComparison.Ordinal);
            Assert.Contains($"\nGid:\t{gid}\t{gid}\t{gid}\t{gid}\n", thread, StringComparison.Ordinal);
            Assert.Contains("\nGroups:\t \n", thread, StringComparison.Ordinal);
            Assert.Contains("\nNoNewPrivs:\t1\n", thread, StringComparison.Ordinal);
            foreach (var name in new[] { "CapPrm", "CapEff", "CapAmb" })
                Assert.Contains($"\n{name}:\t0000000000000000\n", thread, StringComparison.Ordinal);
        });

        // What .NET makes for debuggers belongs to root, and could not be removed later.
        var started = File.ReadAllText($"/proc/{run.Id}/stat").Split(") ")[^1].Split(' ')[19];
        var mark = $"{run.Id}-{started}";
        Assert.False(File.Exists(Path.Combine(Path.GetTempPath(), $"dotnet-diagnostic-{mark}-socket")));
        Assert.False(File.Exists(Path.Combine(Path.GetTempPath(), $"clr-debug-pipe-{mark}-in")));
        Assert.Equal(0, run.End("TERM").Status);
    }

    [Fact]
    public void Who_asks_for_root_keeps_its_rights()
    {
        using var run = Listening(Run.Built, ["--user", "root"]);
        Assert.Contains("d0: listening, with root's rights", run.Errors, StringComparison.Ordinal);
        Assert.All(Threads(run.Id), thread => Assert.Contains("\nUid:\t0\t0\t0\t0\n", thread));
        Assert.Equal(0, run.End("TERM").Status);
    }

    [Fact]
    public void It_goes_on_where_only_root_can_read_the_program()
    {
        using var folder = new TemporaryFolder();   // root's alone
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(Run.Built)!))
            File.Copy(file, Path.Combine(folder.Root, Path.GetFileName(file)));
        using var run = Listening(
            Path.Combine(folder.Root, "merlon.dll"), ["--filter", "udp", "--packets", "1"]);
        _network.Shell("""
            ip neighbour add 192.0.2.9 lladdr 02:00:00:00:00:09 dev d0
            echo > /dev/udp/192.0.2.9/53
            """);
        var ended = run.End();
        Assert.True(ended.Status == 0, ended.Errors);
        Assert.Contains("\"dest_port\":53,", ended.Output, StringComparison.Ordinal);
    }

    LiveRun Listening(string program, string[] further, params string[] variables)
    {
        var run = new LiveRun(_network,
        [
            "env", "-u", "SUDO_UID", "-u", "SUDO_GID", .. variables,
            "dotnet", program, "detect", "run", model.Path, "--interface", "d0", "--threshold", "-1", .. further,
        ]);
        run.AwaitError("listening");
        return run;
    }

    static IEnumerable<string> Threads(int process) =>
        Directory.GetDirectories($"/proc/{process}/task").Select(thread => File.ReadAllText($"{thread}/status"));

    static int Id(string user, string which) =>
        int.Parse(Run.Program("id", [which, user]).Output, CultureInfo.InvariantCulture);
}
