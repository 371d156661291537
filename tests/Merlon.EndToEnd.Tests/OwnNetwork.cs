using System.Diagnostics;

namespace Merlon;

/// <summary>
/// A network namespace with a host in it: addresses, a gateway, a resolver, and a firewall that nobody else sees. It
/// ends with the test, which is skipped without root.
/// </summary>
sealed class OwnNetwork : IDisposable
{
    const string SetUp = """
        ip link set lo up
        ip link add d0 type veth peer name d1
        ip link set d0 up
        ip link set d1 up
        ip address add 192.0.2.2/24 dev d0
        ip -6 address add 2001:db8::2/64 dev d0 nodad
        ip route add default via 192.0.2.1
        ip -6 route add default via 2001:db8::1
        """;

    static int Made;

    readonly string _name = $"merlon-test-{Environment.ProcessId}-{Interlocked.Increment(ref Made)}";
    readonly TemporaryFolder _folder = new();

    public OwnNetwork()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root for a network namespace");
        Directory.CreateDirectory(Etc);
        File.WriteAllText(Path.Combine(Etc, "resolv.conf"), "nameserver 192.0.2.53\nnameserver 2001:db8::53\n");
        Assert.Equal(0, Run.Program("bash", ["-c", $"PATH=$PATH:/usr/sbin:/sbin; ip netns add {_name}"]).Status);
        Shell(SetUp);
    }

    public string Name => _name;

    /// <summary>Where merlon keeps what stood before.</summary>
    public string State => Path.Combine(_folder.Root, "state");

    string Etc => $"/etc/netns/{_name}";

    public string Write(string rules) => _folder.Write("rules", rules);

    /// <summary><c>merlon rules VERB</c>, with the test's own state.</summary>
    public Ended Rules(string verb, params string[] arguments) => Program(["dotnet", .. Words(verb, arguments)]);

    /// <summary>As typed on a terminal, to be killed or left alone.</summary>
    public Process OnTerminal(string verb, params string[] arguments) => Process.Start(new ProcessStartInfo(
        "bash", Inside(["script", "-qec", $"dotnet {string.Join(' ', Words(verb, arguments))}", "/dev/null"]))
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>A program that goes on; its process is the program itself.</summary>
    public Process Start(params string[] command) => Process.Start(new ProcessStartInfo("bash", Inside(command))
    {
        WorkingDirectory = Run.Root,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    public string Shell(string commands)
    {
        var ended = Program(["bash", "-euc", "PATH=$PATH:/usr/sbin:/sbin; " + commands]);
        Assert.True(ended.Status == 0, ended.Errors);
        return ended.Output;
    }

    /// <summary>All tables of both families, less what changes by itself.</summary>
    public string Saved(string backend = "iptables")
    {
        if (backend == "nftables") return Shell("nft --stateless list ruleset");

        var lines = Shell("iptables-save; ip6tables-save").Split('\n').Where(line => !line.StartsWith('#'));
        return string.Join('\n', lines.Select(line => line.Split(" [")[0]));
    }

    /// <summary>The rules in Merlon's chains, and the jumps to them; or the rules in its tables.</summary>
    public IEnumerable<string> Own(string backend = "iptables") => backend == "nftables"
        ? Shell("for of in ip ip6; do nft list table $of merlon 2> /dev/null || true; done").Split('\n')
            .Where(line => line.StartsWith("\t\t", StringComparison.Ordinal)).Select(line => line.Trim())
            .Where(line => !line.StartsWith("type ", StringComparison.Ordinal))
        : Saved().Split('\n').Where(line => line.StartsWith('-') && line.Contains("MERLON-", StringComparison.Ordinal));

    public Ended Program(
        string[] command, string? input = null, IReadOnlyDictionary<string, string>? environment = null) =>
        Run.Program("bash", Inside(command), input, environment: environment);

    /// <summary>Ends what still runs in it first: whoever takes a change back writes last of all.</summary>
    public void Dispose()
    {
        Run.Program("bash", ["-c", $"""
            PATH=$PATH:/usr/sbin:/sbin
            for try in $(seq 500); do
                left=$(ip netns pids {_name})
                [ -z "$left" ] && break
                kill -9 $left 2> /dev/null
                sleep 0.01
            done
            ip netns delete {_name}
            """]);
        Directory.Delete(Etc, recursive: true);
        _folder.Dispose();
    }

    string[] Words(string verb, string[] arguments) => [Run.Built, "rules", verb, .. arguments, "--state", State];

    string[] Inside(string[] command) =>
        ["-c", "PATH=$PATH:/usr/sbin:/sbin; exec ip netns exec \"$@\"", "bash", _name, .. command];
}
