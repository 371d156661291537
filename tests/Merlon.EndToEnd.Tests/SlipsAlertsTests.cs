using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Merlon;

/// <summary>Another IDS's alerts, put to the flows of a log by <c>bench/slips_to_eve.py</c>.</summary>
public sealed class SlipsAlertsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_alert_goes_to_a_flow_of_its_addresses_hour_and_port()
    {
        var log = Zipped("conn.log.gz",
            "#fields ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto",
            "1000.5 C1 192.0.2.1 4001 198.51.100.1 80 tcp",
            "1001.5 C2 192.0.2.1 4002 198.51.100.1 443 tcp",
            "1002.5 C3 192.0.2.1 4003 198.51.100.1 80 tcp",
            "4700.5 C4 192.0.2.1 4004 198.51.100.1 80 tcp");
        var alerts = Zipped("alerts.json.gz",
            Alert(1, "Unencrypted HTTP traffic from 192.0.2.1 to 198.51.100.1."),
            Alert(1, "Unencrypted HTTP traffic from 192.0.2.1 to 198.51.100.1."),
            Alert(1, "non-SSL established connection to port 443. destination IP: 198.51.100.1"),
            Alert(2, "Connecting to private IP: 198.51.100.1 on destination port: 80"),
            Alert(2, "Connecting to private IP: 198.51.100.1 on destination port: 25"),
            Alert(3, "Unencrypted HTTP traffic from 192.0.2.1 to 198.51.100.1."));
        var ended = Run.Program("python3", ["bench/slips_to_eve.py", log, alerts]);
        Assert.Equal(0, ended.Status);
        Assert.Equal(
            ["1970-01-01T00:16:40.500000+0000 4001", "1970-01-01T00:16:42.500000+0000 4003",
                "1970-01-01T00:16:41.500000+0000 4002", "1970-01-01T01:18:20.500000+0000 4004"],
            ended.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)
                .Select(eve => $"{eve.GetProperty("timestamp")} {eve.GetProperty("src_port")}"));
        Assert.Equal(
            "4 alerts mapped to a flow; 1 alerts on no flow of the log; 1 alerts of a later hour than the log",
            ended.LastError);
    }

    static string Alert(int hour, string words) => JsonSerializer.Serialize(new
    {
        Category = new[] { "Recon" },
        Source = new[] { new { IP4 = new[] { "192.0.2.1" } } },
        Target = new[] { new { IP4 = new[] { "198.51.100.1" } } },
        Attach = new[] { new { Content = words } },
        timewindow = hour,
    });

    string Zipped(string name, params string[] lines)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            var isZeek = lines[0].StartsWith('#');
            foreach (var line in lines)
                zip.Write(Encoding.UTF8.GetBytes((isZeek ? line.Replace(' ', '\t') : line) + "\n"));
        }

        return _folder.Write(name, bytes.ToArray());
    }
}
