using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;

namespace Merlon.Live;

/// <summary>
/// A server, its honest client and a scan, over one link between two namespaces: learnt, calibrated, and told in time.
/// </summary>
public sealed class LiveAttackTests : IDisposable
{
    const string Server = "192.0.2.2", Client = "192.0.2.9", Attacker = "192.0.2.66";

    readonly TemporaryFolder _folder = new();
    readonly OwnNetwork _server = new(), _outside = new();

    public LiveAttackTests()
    {
        _outside.Shell("ip link delete d0");
        _server.Shell($"ip link set d1 netns {_outside.Name}");
        _outside.Shell($"""
            ip address add {Client}/24 dev d1
            ip address add {Attacker}/24 dev d1
            ip link set d1 up
            """);
    }

    public void Dispose()
    {
        _outside.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_scan_is_told_within_two_seconds_of_its_first_packet()
    {
        using var web = new LiveRun(_server, "/usr/sbin/nginx", "-e", "stderr", "-c", Site());
        _outside.Shell($"curl -s --retry 20 --retry-connrefused --retry-delay 1 http://{Server}:8000/ -o /dev/null");

        var model = Path.Combine(_folder.Root, "model.json");
        var (learnt, other) = (Captured("learnt.pcap", "tcp", Browse), Captured("other.pcap", "tcp", Browse));
        Done(Run.Merlon("detect", "train", learnt, "--map-packets", "2000", "--out", model));
        Done(Run.Merlon("detect", "calibrate", model, other, "--fpr", "0.01"));   // it is short

        using var run = LiveRun.Detect(_server, model, "d0");
        var attack = Captured("attack.pcap", $"host {Attacker}", () => _outside.Shell(
            $"nmap -n -Pn -sS -S {Attacker} -e d1 -p 1-200 {Server}"));
        var alert = run.Await($"\"src_ip\":\"{Attacker}\"", "\"proto\":\"TCP\"");
        var began = FirstTime(File.ReadAllBytes(attack));
        var took = alert.At - began;
        TestContext.Current.TestOutputHelper!.WriteLine($"told {took.TotalMilliseconds:0} ms after the first packet");
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.InRange(TimeOf(alert), began, alert.At);

        var ended = run.End("INT");
        Assert.Equal(0, ended.Status);
        Assert.All(ended.Output.TrimEnd().Split('\n'), line => JsonDocument.Parse(line));   // all of them whole
        Assert.Contains("packets received, 0 dropped by the kernel", ended.Errors, StringComparison.Ordinal);
    }

    static DateTime TimeOf(ArrivedLine alert) => DateTimeOffset.ParseExact(
        alert.Json.GetProperty("timestamp").GetString()!, "yyyy-MM-dd'T'HH:mm:ss.ffffffzzz",
        CultureInfo.InvariantCulture).UtcDateTime;

    string Site()
    {
        _folder.Write("index.html", "hello\n");
        return _folder.Write("nginx.conf", $$"""
            user root;
            daemon off;
            master_process off;
            pid {{_folder.Root}}/nginx.pid;
            events { }
            http {
                access_log off;
                keepalive_timeout 0;
                client_body_temp_path {{_folder.Root}}/body;
                server { listen {{Server}}:8000; root {{_folder.Root}}; }
            }
            """);
    }

    // Of a capture of tcpdump's, in seconds and microseconds behind its header.
    static DateTime FirstTime(ReadOnlySpan<byte> capture) => DateTime.UnixEpoch
        .AddSeconds(BinaryPrimitives.ReadUInt32LittleEndian(capture[24..]))
        .AddMicroseconds(BinaryPrimitives.ReadUInt32LittleEndian(capture[28..]));

    void Browse() => _outside.Shell($"curl -s --interface {Client} 'http://{Server}:8000/[1-600]' -o /dev/null");

    string Captured(string name, string filter, Action traffic)
    {
        var path = Path.Combine(_folder.Root, name);
        using var tcpdump = new LiveRun(
            _server, "tcpdump", "--immediate-mode", "-U", "-Z", "root", "-i", "d0", "-w", path, filter);
        tcpdump.AwaitError("listening");
        traffic();
        tcpdump.End("INT");
        return path;
    }

    static void Done(Ended ended) => Assert.True(ended.Status == 0, ended.Errors);
}
