using System.IO.Compression;
using System.Text;

namespace Merlon;

/// <summary>What <c>merlon rca</c> is from outside: its reports, and its words about bad input.</summary>
public sealed class RcaTests : IDisposable
{
    const string Log = """
        Timestamp,Source IP,Source Port,Destination IP,Destination Port,Protocol,Action,Reason
        2026-02-03 10:00:00,198.51.100.4,40001,10.0.0.5,443,TCP,Allowed,Permitted
        2026-02-03 10:01:00,198.51.100.5,40002,10.0.0.5,443,TCP,Allowed,Permitted
        2026-02-03 10:02:00,198.51.100.6,40003,10.0.0.5,443,TCP,Allowed,Permitted
        2026-02-03 10:03:00,203.0.113.7,50000,10.0.0.5,8009,TCP,Allowed,Permitted
        2026-02-03 10:03:02,203.0.113.7,50000,10.0.0.5,8009,TCP,Alert,Ghostcat AJP file read attempt
        nonsense
        """;

    const string Rules = """
        *filter
        :FORWARD DROP [0:0]
        -A FORWARD -d 10.0.0.5/32 -p tcp -m tcp --dport 1:65535 -m comment --comment "web shop" -j ACCEPT
        COMMIT

        """;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_cause_and_a_fix_that_was_tried_are_told()
    {
        var ended = Run.Merlon("rca", "--log", _folder.Write("fw.csv", Log), "--rules", _folder.Write("rules.v4",
            Rules));
        Assert.Equal(0, ended.Status);
        Assert.Contains("**Answer:** over-permissive-rule", ended.Output, StringComparison.Ordinal);
        Assert.Contains("--dport 443", ended.Output, StringComparison.Ordinal);
        Assert.Contains("fw.csv: 1 lines could not be read, the first on line 7", ended.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes_zipped_or_not()
    {
        var (log, rules) = (_folder.Write("fw.csv", Log), _folder.Write("rules.v4", Rules));
        using var zip = new MemoryStream();
        using (var packed = new GZipStream(zip, CompressionLevel.Fastest)) packed.Write(Encoding.UTF8.GetBytes(Log));
        var zipped = _folder.Write("fw.csv.gz", zip.ToArray());
        foreach (var form in (string[])["md", "html", "json"])
        {
            var once = Run.Merlon("rca", "--log", log, "--rules", rules, "--emit", form).Output;
            Assert.Equal(once, Run.Merlon("rca", "--log", log, "--rules", rules, "--emit", form).Output);
            Assert.Equal(once.Replace("fw.csv", "x", StringComparison.Ordinal),
                Run.Merlon("rca", "--log", zipped, "--rules", rules, "--emit", form).Output
                    .Replace("fw.csv.gz", "x", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void As_json_every_claim_has_its_evidence()
    {
        var json = Run.Merlon("rca", "--log", _folder.Write("fw.csv", Log), "--rules", _folder.Write("rules.v4", Rules),
            "--emit", "json").Json;
        Assert.Equal("over-permissive-rule", json.GetProperty("answer")[0].GetString());
        var cause = json.GetProperty("causes")[0];
        Assert.Equal("rules.v4", cause.GetProperty("claims")[0].GetProperty("evidence")[1].GetProperty("file")
            .GetString());
        Assert.Contains(cause.GetProperty("fix").GetProperty("effects").EnumerateArray(), effect =>
            effect.GetProperty("line").GetInt32() == 5 && effect.GetProperty("after").GetString() == "denied");
        var shown = json.GetProperty("shownTechniques")[0];
        Assert.Equal("T1190", shown.GetProperty("id").GetString());
        Assert.Equal(6, shown.GetProperty("why").GetProperty("evidence")[0].GetProperty("line").GetInt32());
        Assert.Equal("M1051", shown.GetProperty("mitigations")[0].GetProperty("id").GetString());
    }

    [Fact]
    public void As_stix_it_is_a_bundle_with_the_fix()
    {
        var objects = Run.Merlon("rca", "--log", _folder.Write("fw.csv", Log), "--rules", _folder.Write("rules.v4",
            Rules), "--emit", "stix").Json.GetProperty("objects").EnumerateArray().ToList();
        Assert.Contains(objects, one => one.GetProperty("type").ValueEquals("course-of-action")
            && one.GetProperty("description").GetString()!.Contains("--dport 443", StringComparison.Ordinal));
        Assert.Contains(objects, one => one.GetProperty("type").ValueEquals("indicator")
            && one.GetProperty("pattern").ValueEquals("[network-traffic:src_ref.type = 'ipv4-addr' AND"
                + " network-traffic:src_ref.value = '203.0.113.7' AND network-traffic:dst_port IN (8009)]"));
    }

    [Fact]
    public void As_cacao_it_is_a_playbook_that_tries_the_changed_file()
    {
        var playbook = Run.Merlon("rca", "--log", _folder.Write("fw.csv", Log), "--rules", _folder.Write("rules.v4",
            Rules), "--emit", "cacao").Json;
        Assert.True(playbook.GetProperty("workflow").TryGetProperty(playbook.GetProperty("workflow_start").GetString()!,
            out _));
        Assert.Contains("iptables-restore --test rules.v4", $"{playbook.GetProperty("workflow")}",
            StringComparison.Ordinal);
    }

    [Fact]
    public void As_ocsf_it_is_a_detection_finding()
    {
        var finding = Run.Merlon("rca", "--log", _folder.Write("fw.csv", Log), "--rules", _folder.Write("rules.v4",
            Rules), "--emit", "ocsf").Json;
        Assert.Equal(2004, finding.GetProperty("class_uid").GetInt32());
        Assert.Equal("203.0.113.7", finding.GetProperty("observables")[0].GetProperty("value").GetString());
    }

    [Theory]
    [InlineData("stix")]
    [InlineData("cacao")]
    [InlineData("ocsf")]
    public void Each_form_is_the_same_each_time_and_nothing_that_steers_a_terminal_is_written_as_it_is(string form)
    {
        var log = Log.Replace("Ghostcat", "Ghost\u001b[2J\u202ecat", StringComparison.Ordinal);
        string[] asked = ["rca", "--log", _folder.Write("fw.csv", log), "--rules", _folder.Write("rules.v4", Rules),
            "--emit", form];
        var ended = Run.Merlon(asked);
        Assert.Equal(0, ended.Status);
        Assert.Equal(ended.Output, Run.Merlon(asked).Output);
        Assert.DoesNotContain('\u001b', ended.Output);
        Assert.DoesNotContain('\u202e', ended.Output);
    }

    [Fact]
    public void A_form_that_is_none_is_named_with_those_that_are()
    {
        var ended = Run.Merlon("rca", "--log", _folder.Write("fw.csv", Log), "--emit", "pdf");
        Assert.Equal(2, ended.Status);
        Assert.Contains("stix", ended.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing of the sort\n", Rules, 3, "fw.csv: no line of a log that is read here")]
    [InlineData(Log, "nonsense\n", 3, "rules.v4:1:1: no rules; expected what iptables-save writes, or a table")]
    [InlineData(Log, "*filter\n:FORWARD DROP [0:0]\n-A FORWARD -p tpc -j ACCEPT\nCOMMIT\n", 3, "rules.v4:3:")]
    public void Bad_input_gets_one_clear_line(string log, string rules, int status, string line)
    {
        var ended = Run.Merlon("rca", "--log", _folder.Write("fw.csv", log), "--rules", _folder.Write("rules.v4",
            rules));
        Assert.Equal(status, ended.Status);
        Assert.Contains(line, ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("no such file", Run.Merlon("rca", "--log", "/nosuch").Errors, StringComparison.Ordinal);
}
