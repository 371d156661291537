using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Merlon;

/// <summary><c>respond --certificate</c> and <c>merlon rules verify</c>: what is claimed is seen again.</summary>
public sealed class VerifyTests : IDisposable
{
    const string Site = "internal: [10.77.1.0/24, \"2001:db8:77:1::/64\"]\nadmins: 203.0.113.5\n";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_respond_claims_is_verified()
    {
        var (certificate, ended) = Certified(Run.Sample);
        Assert.Contains("\"form\": \"merlon-certificate\"", File.ReadAllText(certificate), StringComparison.Ordinal);
        Assert.Contains(Digest(Encoding.UTF8.GetBytes(ended.Output)), File.ReadAllText(certificate),
            StringComparison.Ordinal);
        var verified = Run.Merlon("rules", "verify", certificate);
        Assert.Equal((0, ""), (verified.Status, verified.Errors));
        Assert.Contains("verified: 8 rules of merlon, ", verified.Output, StringComparison.Ordinal);

        var json = Run.Merlon("rules", "verify", certificate, "--json").Json;
        Assert.True(json.GetProperty("verified").GetBoolean());
        Assert.All(json.GetProperty("claims").EnumerateArray(),
            claim => Assert.True(claim.GetProperty("holds").GetBoolean()));
    }

    [Theory]
    [InlineData("--strategy", "talk", "--epsilon", "0.05")]
    [InlineData("--strategy", "public", "--epsilon", "0")]
    [InlineData("--chain", "INPUT", "--internal", "10.77.1.0/24")]
    [InlineData("--idle", "5s", "--benign-window", "10s", "--lateness", "1m", "--utc-offset", "+02:00")]
    [InlineData("--emit", "nftables")]
    public void However_the_rules_were_made(params string[] options) =>
        Assert.Equal(0, Run.Merlon("rules", "verify", Certified(Run.Sample, options).Path).Status);

    [Fact]
    public void Gzipped_and_moved_logs_are_found_and_changed_ones_are_refused()
    {
        var log = _folder.Write("office.csv.gz", Gzipped(File.ReadAllBytes(Run.Sample)));
        var (certificate, _) = Certified(log);
        Assert.Equal(0, Run.Merlon("rules", "verify", certificate).Status);

        var moved = Path.Combine(_folder.Root, "moved.csv.gz");
        File.Move(log, moved);
        var missing = Run.Merlon("rules", "verify", certificate);
        Assert.Equal((3, ""), (missing.Status, missing.Output));
        Assert.Contains("office.csv.gz: no such file", missing.Errors, StringComparison.Ordinal);
        Assert.Equal(0, Run.Merlon("rules", "verify", certificate, moved).Status);

        var other = _folder.Write("other.csv", File.ReadAllBytes(Run.Sample));   // the same flows, not the same file
        var refused = Run.Merlon("rules", "verify", certificate, other);
        Assert.Equal((3, ""), (refused.Status, refused.Output));
        Assert.Contains("not the file that the certificate is about", refused.Errors, StringComparison.Ordinal);

        var many = Run.Merlon("rules", "verify", certificate, moved, other);
        Assert.Equal(2, many.Status);
        Assert.Contains("about 1 log, and 2 were given", many.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_log_of_which_the_digest_was_changed_too_contradicts_the_counts()
    {
        var lines = File.ReadAllLines(Run.Sample);
        var log = _folder.Write("office.csv", string.Join('\n', lines) + "\n");
        var (certificate, _) = Certified(log);
        var (before, text) = (File.ReadAllBytes(log), File.ReadAllText(certificate));
        File.WriteAllText(log, string.Join('\n', lines[..^1]) + "\n");
        var after = File.ReadAllBytes(log);
        File.WriteAllText(certificate, text.Replace(Digest(before), Digest(after), StringComparison.Ordinal)
            .Replace($"\"bytes\": {before.Length}", $"\"bytes\": {after.Length}", StringComparison.Ordinal));
        var verified = Run.Merlon("rules", "verify", certificate);
        Assert.Equal(1, verified.Status);
        Assert.Contains("not verified: ", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_claim_is_told_with_its_rule_and_both_figures()
    {
        var (certificate, _) = Certified(Run.Sample);
        Change(certificate, "\"alerts\": 800,", "\"alerts\": 801,");
        var verified = Run.Merlon("rules", "verify", certificate);
        Assert.Equal(1, verified.Status);
        Assert.Contains("rule 1: alerts covered by it: claimed 801, found 800", verified.Output,
            StringComparison.Ordinal);
        Assert.Contains("1 of which does not hold", verified.Output, StringComparison.Ordinal);

        var json = Run.Merlon("rules", "verify", certificate, "--json");
        Assert.Equal(1, json.Status);
        Assert.False(json.Json.GetProperty("verified").GetBoolean());
    }

    [Fact]
    public void What_the_context_protects_is_proven_once_more()
    {
        var site = _folder.Write("site.yaml", Site);
        var (certificate, _) = Certified(Run.Sample, "--context", site);
        var verified = Run.Merlon("rules", "verify", certificate);
        Assert.Equal(0, verified.Status);
        Assert.Contains("protected traffic", verified.Output, StringComparison.Ordinal);

        File.Move(site, site + ".moved");
        Assert.Equal(3, Run.Merlon("rules", "verify", certificate).Status);
        Assert.Equal(0, Run.Merlon("rules", "verify", certificate, "--context", site + ".moved").Status);
        File.AppendAllText(site + ".moved", "# more\n");
        Assert.Equal(3, Run.Merlon("rules", "verify", certificate, "--context", site + ".moved").Status);
        Assert.Equal(2, Run.Merlon("rules", "verify", Certified(Run.Sample).Path, "--context", site).Status);
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 7", "3:15: $.version: this is something else; expected version 1")]
    [InlineData("\"strategy\": ", "\"strategy\" ", "json:4:")]
    [InlineData("-j DROP\\nCOMMIT", "-j DORP\\nCOMMIT", "the rule set of the certificate makes no sense: ")]
    public void What_is_no_certificate_is_refused_with_its_place(string from, string to, string told)
    {
        var (certificate, _) = Certified(Run.Sample);
        Change(certificate, from, to);
        var refused = Run.Merlon("rules", "verify", certificate);
        Assert.Equal((3, ""), (refused.Status, refused.Output));
        Assert.Contains(told, refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_can_be_certified_that_cannot_be_read_once_more()
    {
        var path = Path.Combine(_folder.Root, "c.json");
        foreach (var arguments in (string[][])[["-"], [Run.Sample, "--context", "-"]])
        {
            var refused = Run.Program(
                "dotnet", [Run.Built, "respond", .. arguments, "--certificate", path], File.ReadAllText(Run.Sample));
            Assert.Equal((2, ""), (refused.Status, refused.Output));
            Assert.Contains("--certificate: nobody can read standard input once more", refused.Errors,
                StringComparison.Ordinal);
            Assert.False(File.Exists(path));
        }
    }

    [Theory]
    [InlineData("no/such/folder/c.json")]
    [InlineData("")]
    [InlineData("/dev/null")]
    public void A_certificate_that_cannot_be_written_is_told_and_no_rule_is_printed(string path)
    {
        var ended = Run.Merlon("respond", Run.Sample, "--certificate", Path.Combine(_folder.Root, path));
        Assert.Equal((4, ""), (ended.Status, ended.Output));
        Assert.Contains("error: ", ended.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Root));
    }

    [Theory]
    [InlineData("zeek-mixed/008.conn.log.labeled.gz")]
    [InlineData("zeek-mixed/011.conn.log.labeled.gz")]
    [InlineData("unsw-nb15/unsw-nb15_1_rows_1-10000.csv.gz")]
    [InlineData("argus/Malicious-2016-09-09_win1.binetflow.gz")]
    public void Real_traffic(string log)
    {
        var path = Path.Combine(Run.Root, "../shared/data/flows", log);
        Assert.SkipUnless(File.Exists(path), $"needs ../shared/data/flows/{log}");
        foreach (var strategy in (string[])["merlon", "talk"])
        {
            var verified = Run.Merlon("rules", "verify", Certified(path, "--strategy", strategy).Path);
            Assert.True(verified.Status == 0, verified.Output + verified.Errors);
        }
    }

    (string Path, Ended Ended) Certified(string log, params string[] options)
    {
        var path = Path.Combine(_folder.Root, "certificate.json");
        var ended = Run.Merlon(["respond", log, "--certificate", path, .. options]);
        Assert.True(ended.Status == 0, ended.Errors);
        return (path, ended);
    }

    static void Change(string file, string from, string to)
    {
        var text = File.ReadAllText(file);
        var at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, from);
        File.WriteAllText(file, text[..at] + to + text[(at + from.Length)..]);
    }

    static byte[] Gzipped(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionMode.Compress)) gzip.Write(bytes);
        return zipped.ToArray();
    }

    static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
