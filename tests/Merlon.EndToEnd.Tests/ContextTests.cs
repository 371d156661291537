namespace Merlon;

/// <summary><c>--context</c>: what the operator says of the site binds the rules, and its faults are told.</summary>
public sealed class ContextTests : IDisposable
{
    const string Alerts = """
        timestamp,src ip,src port,dst ip,dst port,protocol,label
        2026-01-01 12:00:00+00:00,203.0.113.1,1000,192.0.2.1,80,tcp,benign
        2026-01-01 12:00:01+00:00,203.0.113.9,1001,192.0.2.1,80,tcp,malicious
        2026-01-01 12:00:03+00:00,198.51.100.7,1003,192.0.2.1,80,tcp,malicious

        """;

    const string Site = """
        internal: 192.0.2.0/24
        admins: 198.51.100.0/28
        allow:
          - from: 198.51.100.0/24
            to: 192.0.2.1
            services: tcp/80
            reason: payment provider
        block-for: 2h

        """;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Respond_blocks_a_source_outside_and_none_that_is_protected()
    {
        var ended = Respond("--context", _folder.Write("site.yaml", Site));
        Assert.Equal(0, ended.Status);
        Assert.Contains("-s 203.0.113.9/32 -m conntrack --ctstate NEW -j DROP", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("198.51.100.7", ended.Output, StringComparison.Ordinal);
        Assert.Contains("no rule drops a packet that the context protects", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("or traffic that the context protects", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("198.51.100.7/32", Respond().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_stand_as_long_as_the_context_says()
    {
        var site = _folder.Write("site.yaml", Site);
        const string Another = "2026-01-01 12:00:05+00:00,203.0.113.10,1,192.0.2.1,80,tcp,malicious\n";
        var many = _folder.Write("many.csv", Alerts + Another);
        string[] nftables = ["respond", many, "--emit", "nftables", "--context", site];
        Assert.Contains("timeout 7200s", Run.Merlon(nftables).Output, StringComparison.Ordinal);
        Assert.Contains("timeout 60s", Run.Merlon([.. nftables, "--timeout", "60s"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_spares_what_is_protected_too()
    {
        var (log, site) = (_folder.Write("a.csv", Alerts), _folder.Write("site.yaml", Site));
        string[] evaluate = ["evaluate", log, "--strategy", "talk", "--json"];
        Assert.Equal(2, Run.Merlon(evaluate).Json.GetProperty("rulesMade").GetInt32());
        var ended = Run.Merlon([.. evaluate, "--context", site]);
        Assert.Equal(1, ended.Json.GetProperty("rulesMade").GetInt32());
    }

    [Fact]
    public void Its_prefixes_count_as_internal_does_and_the_two_must_not_differ()
    {
        var site = _folder.Write("site.yaml", Site);
        Assert.Equal(0, Respond("--context", site, "--internal", "192.0.2.0/24").Status);
        var ended = Respond("--context", site, "--internal", "192.0.2.0/25");
        Assert.Equal((2, ""), (ended.Status, ended.Output));
        Assert.Contains("site.yaml:1; expected one of the two, or the", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_file_is_told_with_line_and_column()
    {
        var ended = Respond("--context", _folder.Write("site.yaml", "internal: 192.0.2.7/24\nadmin: 192.0.2.1\n"));
        Assert.Equal((3, ""), (ended.Status, ended.Output));
        Assert.Contains("site.yaml:1:11: 192.0.2.7/24 has bits set", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("^ expected 192.0.2.0/24", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("site.yaml:2:1: a site has no key 'admin'", ended.Errors, StringComparison.Ordinal);
        Assert.Equal(3, Respond("--context", "missing.yaml").Status);
        Assert.Equal(3, Run.Merlon("evaluate", Run.Sample, "--context", "missing.yaml").Status);
    }

    [Fact]
    public void It_may_come_gzipped_or_by_standard_input()
    {
        var (log, site) = (_folder.Write("a.csv", Alerts), _folder.Write("site.yaml", Site));
        foreach (var command in new[] { $"cat '{site}' | ./merlon respond '{log}' --context -",
            $"gzip -k '{site}' && ./merlon respond '{log}' --context '{site}.gz'" })
        {
            var ended = Run.Program("bash", ["-c", command]);
            Assert.DoesNotContain("198.51.100.7", ended.Output, StringComparison.Ordinal);
            Assert.Equal(0, ended.Status);
        }
    }

    Ended Respond(params string[] options) =>
        Run.Merlon(["respond", _folder.Write("a.csv", Alerts), .. options]);
}
