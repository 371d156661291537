using System.IO.Compression;
using System.Text;

namespace Merlon;

/// <summary>What scripts and people rely on: exit status, one clear line, JSON that keeps its meaning.</summary>
public sealed class CommandLineTests : IDisposable
{
    const string Csv = """
        timestamp,src ip,src port,dst ip,dst port,protocol,score,label
        2026-01-01 12:00:00+00:00,203.0.113.1,1000,192.0.2.1,80,tcp,0.1,benign
        2026-01-01 12:00:01+00:00,203.0.113.9,1001,192.0.2.1,80,tcp,0.97,malicious
        2026-01-01 12:00:02+00:00,203.0.113.9,99999,192.0.2.1,80,tcp,0.97,malicious
        2026-01-01 12:00:03+00:00,203.0.113.9,1003,192.0.2.1,80,tcp,0.97,malicious

        """;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Flows_counts_flows_and_bad_lines()
    {
        var ended = Run.Merlon("flows", _folder.Write("a.csv", Csv), "--json");
        Assert.Equal(0, ended.Status);
        Assert.Equal(3, ended.Json.GetProperty("flows").GetInt32());
        Assert.Equal(1, ended.Json.GetProperty("badLines").GetInt32());
        Assert.Equal("2026-01-01T12:00:00Z", ended.Json.GetProperty("firstSeen").GetString());
        Assert.Equal("2026-01-01T12:00:03Z", ended.Json.GetProperty("lastSeen").GetString());
        Assert.Equal(2, ended.Json.GetProperty("labels").GetProperty("malicious").GetInt32());
        Assert.Contains("a.csv:4:39: expected a port", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Strict_stops_at_the_first_bad_line()
    {
        var ended = Run.Merlon("flows", _folder.Write("a.csv", Csv), "--strict");
        Assert.Equal(3, ended.Status);
        Assert.Contains("a.csv:4:39: expected a port (0 to 65535)", ended.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public void What_flows_prints_is_read_back_as_it_was()
    {
        var printed = Run.Merlon("flows", Run.Sample, "--print");
        var again = Run.Merlon("flows", _folder.Write("printed.json", printed.Output), "--format", "eve", "--print");
        Assert.Equal(printed.Output, again.Output);
        Assert.Equal(4_000, printed.Output.Split('\n').Length, tolerance: 1_500);
    }

    [Fact]
    public void Evaluate_says_the_same_of_the_same_flows_in_another_format()
    {
        var eve = _folder.Write("sample.json", Run.Merlon("flows", Run.Sample, "--print").Output);
        var csv = Run.Merlon("evaluate", Run.Sample, "--json").Json;
        var json = Run.Merlon("evaluate", eve, "--json").Json;
        foreach (var name in new[] { "flows", "malicious", "benign", "cbr", "wbr", "rulesMade", "maxActive", "byType" })
            Assert.Equal($"{csv.GetProperty(name)}", $"{json.GetProperty(name)}");
    }

    [Fact]
    public void Gzip_and_standard_input_are_read_like_a_file()
    {
        var zipped = _folder.Write("a.csv.gz", Zipped(Csv));
        Assert.Equal(3, Run.Merlon("flows", zipped, "--json").Json.GetProperty("flows").GetInt32());

        var piped = Run.Program("bash", ["-c", $"cat '{zipped}' | ./merlon flows - --json"]);
        Assert.Equal(3, piped.Json.GetProperty("flows").GetInt32());
    }

    [Fact]
    public void Rotated_parts_may_be_given_in_any_order()
    {
        var lines = File.ReadAllLines(Run.Sample);
        var first = _folder.Write("1.csv", string.Join('\n', lines[..2000]) + "\n");
        var second = _folder.Write("2.csv", lines[0] + "\n" + string.Join('\n', lines[2000..]) + "\n");
        var whole = Run.Merlon("evaluate", Run.Sample, "--json").Json;
        var parts = Run.Merlon("evaluate", second, first, "--json").Json;
        Assert.Equal($"{whole.GetProperty("cbr")}", $"{parts.GetProperty("cbr")}");
        Assert.Equal($"{whole.GetProperty("rulesMade")}", $"{parts.GetProperty("rulesMade")}");
    }

    [Theory]
    [InlineData("missing.json", "missing.json: no such file")]
    [InlineData(".", ".: a directory; name the files in it")]
    [InlineData("/dev/null", "/dev/null: the file is empty")]
    public void A_file_that_cannot_be_read_is_one_clear_line(string path, string line) =>
        AssertUnreadable(Run.Merlon("flows", path), line);

    [Fact]
    public void A_gzip_that_was_cut_off_is_one_clear_line()
    {
        var whole = Zipped(File.ReadAllText(Run.Sample));
        var cut = _folder.Write("cut.csv.gz", whole[..(whole.Length / 2)]);
        AssertUnreadable(Run.Merlon("flows", cut), "the gzip data is cut off");
        AssertUnreadable(Run.Merlon("evaluate", cut), "the gzip data is cut off");
        AssertUnreadable(Run.Merlon("respond", cut), "the gzip data is cut off");
    }

    [Fact]
    public void A_file_in_another_format_is_one_clear_line()
    {
        Ended As(string format) => Run.Merlon("flows", Run.Sample, "--format", format);
        AssertUnreadable(As("zeek"), ":1:1: expected a Zeek log's #fields line first");
        AssertUnreadable(As("eve"), ":1:1: expected a JSON object");
        AssertUnreadable(
            Run.Merlon("flows", Path.Combine(Run.Root, "samples/office.pcap.gz"), "--format", "zeek"),
            "a packet capture; expected zeek, or --format pcap");
    }

    [Theory]
    [InlineData("--format zek", "--format: expected one of auto, eve, zeek,", "did you mean zeek?")]
    [InlineData("--idle soon", "--idle: expected a length of time such as 60s", "")]
    [InlineData("--epsilon 2", "--epsilon: expected a number from 0 to 1", "")]
    [InlineData("--internal 10.0.0.0/40", "--internal: expected a prefix such as 10.0.0.0/8", "'10.0.0.0/40'")]
    [InlineData("--strategy talkk", "--strategy: expected one of merlon, talk, public, source", "did you mean talk?")]
    public void A_wrong_option_says_what_it_takes(string options, string expected, string hint)
    {
        var ended = Run.Merlon(["respond", Run.Sample, .. options.Split(' ')]);
        Assert.Equal(2, ended.Status);
        Assert.Contains(expected, ended.Errors, StringComparison.Ordinal);
        Assert.Contains(hint, ended.Errors, StringComparison.Ordinal);
        Assert.Contains("Try: merlon respond --help", ended.Errors, StringComparison.Ordinal);
        Assert.Equal("", ended.Output);
    }

    [Theory]
    [InlineData("evaluate log --strategy zz --max-rules 3", "error: --strategy: expected one of")]
    [InlineData("respond log --emit zz --timeout 3s", "error: --emit: expected one of")]
    [InlineData("rules convert log --to zz --timeout 3s", "error: --to: expected one of")]
    [InlineData("rules revert --all=zz --confirm-within 3s", "error: ")]
    public void A_wrong_option_beside_one_that_depends_on_it_is_one_clear_line(string typed, string expected)
    {
        var ended = Run.Merlon(typed.Split(' '));
        Assert.Equal((2, ""), (ended.Status, ended.Output));
        Assert.StartsWith(expected, ended.Errors, StringComparison.Ordinal);
        Assert.Single(ended.Errors.Split('\n'), line => line.StartsWith("error:", StringComparison.Ordinal));
    }

    [Fact]
    public void Evaluate_needs_labels_and_says_so()
    {
        var ended = Run.Merlon("evaluate", _folder.Write("eve.json", """
            {"timestamp":"2026-01-01T12:00:00+0000","event_type":"flow",
             "src_ip":"203.0.113.1","dest_ip":"192.0.2.1","proto":"ICMP"}
            """));
        Assert.Equal(3, ended.Status);
        Assert.Contains("no flow is labelled benign or malicious", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_takes_the_alerts_of_a_table_and_says_when_there_are_none()
    {
        var flows = _folder.Write("a.csv", Csv);
        var none = Run.Merlon("evaluate", flows, "--ids", "log", "--reaction", "0s", "--json");
        Assert.Equal((0, 0), (none.Status, none.Json.GetProperty("cbr").GetDouble()));
        Assert.Contains("0 alerts in the logs, on 0 flows", none.Errors, StringComparison.Ordinal);
        Assert.Contains("without an alert there is nothing to answer", none.Errors, StringComparison.Ordinal);

        var alerts = _folder.Write("alerts.csv", "timestamp,src ip,src port,dst ip,dst port,protocol,event type\n"
            + "2026-01-01 12:00:01+00:00,203.0.113.9,1001,192.0.2.1,80,tcp,alert\n");
        var one = Run.Merlon("evaluate", flows, alerts, "--ids", "log", "--reaction", "0s", "--strategy", "source",
            "--json");
        Assert.Equal((3, 0.5), (one.Json.GetProperty("flows").GetInt32(), one.Json.GetProperty("cbr").GetDouble()));
        Assert.Contains("1 alert in the logs, on 1 flow\n", one.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void The_noisy_stand_in_repeats_with_its_seed()
    {
        string[] noisy = ["--ids", "noisy", "--tpr", "0.8", "--fpr", "0.02", "--seed"];
        string Noisy(string seed) => Fields(Run.Merlon(["evaluate", Run.Sample, "--json", .. noisy, seed]));
        Assert.Equal(Noisy("7"), Noisy("7"));
        Assert.NotEqual(Noisy("7"), Noisy("8"));
    }

    [Fact]
    public void Nothing_from_a_log_reaches_the_terminal_raw()
    {
        var path = _folder.Write("evil.csv", "timestamp,src ip,dst ip,protocol,label,attack\n"
            + "1767268800,203.0.113.1,192.0.2.1,icmp,malicious,\u001b[2Jboo\u0007\n");
        foreach (var command in new[] { "flows", "respond", "evaluate" })
        {
            var ended = Run.Merlon(command, path);
            Assert.DoesNotContain('\u001b', ended.Output + ended.Errors);
        }
    }

    [Fact]
    public void Output_into_a_file_has_no_colour_and_no_progress()
    {
        var ended = Run.Merlon("demo");
        Assert.Equal(0, ended.Status);
        Assert.Contains("9 broken or cut short", Assert.Single(ended.Errors.TrimEnd().Split('\n')),
            StringComparison.Ordinal);   // of nmap's making
        Assert.DoesNotContain('\u001b', ended.Output + ended.Errors);
        Assert.DoesNotContain('\r', ended.Output + ended.Errors);
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    public void What_standard_error_cannot_take_stops_nothing(string errors)
    {
        Ended Without(string arguments) => Run.Program("bash", ["-c", $"dotnet '{Run.Built}' {arguments} {errors}"]);
        var bad = _folder.Write("a.csv", Csv);   // with a line to warn of
        Assert.Equal(Run.Merlon("flows", bad).Output, Without($"flows '{bad}'").Output);
        Assert.Equal(0, Without($"respond '{bad}'").Status);
        Assert.Equal(3, Without("flows missing.json").Status);
        Assert.Equal(2, Without("frobnicate").Status);
        Assert.Equal(0, Run.Program("bash", ["-c", $"./merlon flows '{bad}' {errors}"]).Status);
    }

    [Theory]
    [InlineData(">/dev/full")]
    [InlineData(">&-")]
    public void An_output_that_cannot_be_written_is_one_clear_line(string output)
    {
        foreach (var arguments in new[] { "flows", "flows --print", "flows --emit csv", "respond", "evaluate --json" })
        {
            var ended = Run.Program(
                "bash", ["-c", $"dotnet '{Run.Built}' {arguments} '{Run.Sample}' 2> >(grep -v note: >&2) {output}"]);
            Assert.Equal(4, ended.Status);
            Assert.StartsWith("error: the output cannot be written: ", ended.LastError, StringComparison.Ordinal);
            Assert.Single(ended.Errors.TrimEnd().Split('\n'));
        }
    }

    [Fact]
    public void Without_the_SDK_the_scripts_say_which_version_and_how_to_get_it()
    {
        foreach (var tool in new[] { "bash", "dirname", "readlink", "cat", "id" })
        {
            var path = Run.Program("bash", ["-c", $"command -v {tool}"]).Output.Trim();
            File.CreateSymbolicLink(Path.Combine(_folder.Root, tool), path);
        }

        var bare = new Dictionary<string, string> { ["PATH"] = _folder.Root };
        foreach (var command in new[] { "./merlon demo", "./test" })
        {
            var ended = Run.Program(Path.Combine(_folder.Root, "bash"), command.Split(' '), environment: bare);
            Assert.Equal(4, ended.Status);
            Assert.Contains(".NET SDK, version 10.0.100", ended.Errors, StringComparison.Ordinal);
            Assert.Contains("dotnet-sdk-10.0", ended.Errors, StringComparison.Ordinal);
        }
    }

    static void AssertUnreadable(Ended ended, string expected)
    {
        Assert.Equal(3, ended.Status);
        Assert.Equal("", ended.Output);
        Assert.StartsWith("error: ", ended.Errors, StringComparison.Ordinal);
        Assert.Single(ended.Errors.TrimEnd().Split('\n'));
        Assert.Contains(expected, ended.Errors, StringComparison.Ordinal);
    }

    static string Fields(Ended ended) =>
        string.Join(' ', new[] { "cbr", "wbr", "rulesMade", "maxActive" }.Select(name => ended.Json.GetProperty(name)));

    static byte[] Zipped(string text)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionMode.Compress)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return zipped.ToArray();
    }
}
