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
