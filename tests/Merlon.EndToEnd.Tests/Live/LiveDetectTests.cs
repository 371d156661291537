using System.Globalization;
using System.Text.RegularExpressions;

namespace Merlon.Live;

/// <summary><c>merlon detect run --interface</c>: how it ends, what it counts, and what it says.</summary>
public sealed class LiveDetectTests : IClassFixture<LiveModel>, IDisposable
{
    const string All = "-1";   // a threshold: each packet is strange

    readonly string _model;
    readonly OwnNetwork _network = new();

    public LiveDetectTests(LiveModel model)
    {
        _model = model.Path;
        _network.Shell("ip neighbour add 192.0.2.9 lladdr 02:00:00:00:00:09 dev d0");
    }

    public void Dispose() => _network.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void Asked_to_end_it_has_told_all_and_says_what_it_saw(string signal)
    {
        using var run = Detect("--filter", "udp", "--threshold", All);
        SendTo(53);
        run.Await("\"dest_port\":53,");
        var ended = run.End(signal);
        Assert.Equal(0, ended.Status);
        Assert.Single(ended.Output.TrimEnd().Split('\n'));
        Assert.Contains("note: d0: 1 packet received, 0 dropped by the kernel, 0 by the interface\n", ended.Errors,
            StringComparison.Ordinal);
    }

    [Fact]
    public void It_ends_by_itself_after_so_long_or_so_many_packets()
    {
        using var brief = Detect("--duration", "200ms", "--threshold", "1");
        Assert.Equal(0, brief.End().Status);

        using var few = Detect("--packets", "2", "--filter", "udp", "--threshold", All, "--emit", "csv");
        SendTo(53);
        SendTo(54);
        var ended = few.End();
        Assert.Equal((0, 3), (ended.Status, ended.Output.TrimEnd().Split('\n').Length));   // with its header
    }

    [Fact]
    public void It_ends_when_nobody_reads_its_alerts_any_more()
    {
        using var run = new LiveRun(_network, [
            "bash", "-c", "\"$@\" | head -n 1; echo ${PIPESTATUS[0]}", "bash",
            .. Words("--interface", "d0", "--filter", "udp", "--threshold", All)]);
        run.AwaitError("listening");
        SendTo(53);
        Assert.Contains("\"dest_port\":53,", run.End().Output, StringComparison.Ordinal);
        Assert.EndsWith("\n0\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_passes_the_filter_is_looked_at()
    {
        using var run = Detect("--filter", "udp port 53", "--threshold", All);
        SendTo(54);
        _network.Shell("ping -c 1 -W 0.01 192.0.2.9 || true");
        SendTo(53);
        run.Await("\"dest_port\":53,");
        Assert.Contains("d0: 1 packet received", run.End("TERM").Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_kernel_drops_is_counted_and_said()
    {
        const int sent = 30_000;
        using var run = Detect("--ring-size", "1", "--filter", "udp", "--threshold", All);
        run.Send("STOP");
        _network.Shell($"""
            python3 -c '
            import socket
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            for i in range({sent}): s.sendto(b"x", ("192.0.2.9", 9))'
            """);
        run.Send("CONT");
        run.Await("\"dest_port\":9,");
        var last = SpinWait.SpinUntil(() =>
        {
            SendTo(53);   // until there is room for it
            return run.Output.Contains("\"dest_port\":53,", StringComparison.Ordinal);
        }, TimeSpan.FromSeconds(30));
        Assert.True(last, run.Errors);

        var ended = run.End("TERM");
        Assert.Equal(0, ended.Status);
        var received = Number(ended.Errors, "d0: ([0-9,]+) packets received");
        var dropped = Number(ended.Errors, "([0-9,]+) dropped by the kernel");
        var left = Number(ended.Errors, "([0-9,]+) had come when");
        var seen = Number(ended.Errors, "([0-9,]+) packets, ");
        Assert.InRange(received, sent + 1, sent + 1_000);
        Assert.InRange(dropped, sent / 2, sent);
        Assert.Equal(received, dropped + left + seen);
        Assert.Contains("a larger --ring-size, or a --filter", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interface_that_goes_away_is_told_and_what_was_seen_is_kept()
    {
        using var run = Detect("--filter", "udp", "--threshold", All);
        SendTo(53);
        run.Await("\"dest_port\":53,");
        _network.Shell("ip link delete d0");
        var ended = run.End();
        Assert.Equal(3, ended.Status);
        AssertOneError("d0: gone or down", ended);
        Assert.Contains("1 packet, 1 of them above", ended.Errors, StringComparison.Ordinal);
        Assert.Single(ended.Output.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData(3, "v9: no such interface; there are d0, d1, lo, any", "--interface", "v9")]
    [InlineData(2, "--filter 'tcp and and': can't parse", "--interface", "d0", "--filter", "tcp and and")]
    [InlineData(2, "there is no user 'nosuch'", "--interface", "d0", "--user", "nosuch")]
    [InlineData(2, "expected captures to read, or --interface")]
    [InlineData(2, "--interface: expected no captures beside it", "x.pcap", "--interface", "d0")]
    [InlineData(2, "--packets: expected --interface beside it", "x.pcap", "--packets", "3")]
    [InlineData(2, "--ring-size: expected a whole number from 1 to", "--interface", "d0", "--ring-size", "0")]
    public void What_cannot_be_captured_is_one_clear_line(int status, string expected, params string[] further) =>
        AssertError(status, expected, _network.Program(Words(["--threshold", "1", .. further])));

    [Fact]
    public void A_missing_right_or_library_is_one_clear_line()
    {
        var words = Words("--interface", "d0", "--threshold", "1");
        const string rights = "-net_raw,-net_admin";
        AssertError(4, "to capture needs root's rights, or CAP_NET_RAW",
            _network.Program(["setpriv", $"--bounding-set={rights}", $"--inh-caps={rights}", .. words]));

        const string hidden = """
            PATH=$PATH:/usr/sbin:/sbin
            for one in $(ldconfig -p | sed -n 's/.*libpcap.* => //p'); do mount --bind /dev/null $one; done
            exec "$@"
            """;
        AssertError(4, "libpcap is missing; install the Debian package libpcap0.8", _network.Program(
            ["unshare", "--mount", "bash", "-c", hidden, "bash", .. words]));
    }

    static void AssertError(int status, string expected, Ended ended)
    {
        Assert.Equal((status, ""), (ended.Status, ended.Output));
        AssertOneError(expected, ended);
    }

    static void AssertOneError(string expected, Ended ended) => Assert.Contains(expected,
        Assert.Single(ended.Errors.Split('\n'), line => line.StartsWith("error:", StringComparison.Ordinal)),
        StringComparison.Ordinal);

    LiveRun Detect(params string[] further) => LiveRun.Detect(_network, _model, "d0", further);

    string[] Words(params string[] further) => ["dotnet", Run.Built, "detect", "run", _model, .. further];

    void SendTo(int port) => _network.Shell($"echo > /dev/udp/192.0.2.9/{port}");

    static long Number(string text, string pattern) => Regex.Match(text, pattern) is { Success: true } match
        ? long.Parse(match.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : 0;
}
