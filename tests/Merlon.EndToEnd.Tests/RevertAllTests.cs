namespace Merlon;

/// <summary><c>merlon rules revert --all</c>, and what becomes of a file of state that is damaged.</summary>
public sealed class RevertAllTests : IDisposable
{
    const string Rules = """
        *filter
        :scan - [0:0]
        -A INPUT -4 -s 203.0.113.5/32 -j scan
        -A FORWARD -6 -s 2001:db8:9::5/128 -j DROP
        -A scan -p tcp -j REJECT
        COMMIT

        """;

    const string Nothing = "nothing to take out: no rules of Merlon's stand\n";

    readonly OwnNetwork _network = new();

    public void Dispose() => _network.Dispose();

    [Theory]
    [InlineData("iptables")]
    [InlineData("nftables")]
    public void All_of_Merlons_rules_go_and_nothing_else(string backend)
    {
        _network.Shell("""
            iptables -A INPUT -s 192.0.2.9/32 -j ACCEPT
            ip6tables -A FORWARD -p tcp -j REJECT
            nft add table inet merlon
            """);
        var before = _network.Saved(backend);
        Apply(backend);
        Apply(backend, Rules.Replace("203.0.113.5", "203.0.113.6", StringComparison.Ordinal));
        var applied = _network.Own(backend).ToList();

        Assert.Contains("went", Done(All()), StringComparison.Ordinal);
        Assert.Equal(before, _network.Saved(backend));
        Assert.Equal(Nothing, Done(All()));

        Done(_network.Rules("revert"));
        Assert.Equal(applied, _network.Own(backend));
    }

    [Fact]
    public void By_whichever_backend_they_came()
    {
        Apply("nftables");
        _network.Shell("iptables -N MERLON-INPUT; iptables -A INPUT -j MERLON-INPUT; ip6tables -N MERLON-scan");
        var refused = All("--confirm-within", "60s");
        Assert.Equal(1, refused.Status);
        Assert.Contains("rules stand by iptables and by nftables", refused.LastError, StringComparison.Ordinal);

        var told = All("--json").Json;
        Assert.True(told.GetProperty("reverted").GetBoolean());
        Assert.Equal(2, told.GetProperty("backends").GetArrayLength());
        Assert.DoesNotContain("merlon", _network.Shell("nft list ruleset"), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("iptables")]
    [InlineData("nftables")]
    public void A_dry_run_shows_what_goes_and_changes_nothing(string backend)
    {
        Apply(backend);
        var before = _network.Shell("nft -a list ruleset");
        var shown = Done(All("--dry-run"));
        Assert.Contains("# goes away: ", shown, StringComparison.Ordinal);
        Assert.Equal(shown, Done(_network.Rules("revert", "--dry-run")));   // nothing stood before
        Assert.Equal(before, _network.Shell("nft -a list ruleset"));
    }

    [Theory]
    [InlineData("iptables")]
    [InlineData("nftables")]
    public void What_is_not_confirmed_comes_back(string backend)
    {
        Apply(backend);
        var before = _network.Saved(backend);
        Done(All("--confirm-within", "1s"));
        Assert.Empty(_network.Own(backend));
        Assert.True(SpinWait.SpinUntil(() => _network.Saved(backend) == before, TimeSpan.FromSeconds(30)));

        Done(All("--confirm-within", "60s"));
        Assert.Equal("confirmed: the change stays\n", Done(_network.Rules("confirm")));
        Assert.Empty(_network.Own(backend));
    }

    [Theory]
    [InlineData("-A mine -j MERLON-INPUT")]
    [InlineData("-A INPUT -p tcp -j MERLON-INPUT")]
    [InlineData("-A mine -g MERLON-INPUT")]
    public void What_others_refer_to_is_emptied_and_that_is_told(string rule)
    {
        _network.Shell("iptables -N mine");
        Apply("iptables");
        _network.Shell($"iptables {rule}");
        var went = _network.Rules("revert");
        Done(went);
        Assert.Contains($"MERLON-INPUT stays as an empty chain: another rule refers to it, {rule}", went.Errors,
            StringComparison.Ordinal);
        Assert.Equal([rule], _network.Own());
        Assert.Equal(Nothing, Done(All()));

        Apply("iptables");
        Assert.Contains("MERLON-INPUT stays as an empty chain", All().Errors, StringComparison.Ordinal);
        Assert.Equal([rule], _network.Own());
        Apply("nftables");   // it stands in nobody's way
    }

    [Fact]
    public void In_the_own_table_nothing_of_others_stands_in_the_way()
    {
        Apply("nftables");
        _network.Shell("nft add chain ip merlon mine; nft add rule ip merlon mine jump chain_scan");
        Done(_network.Rules("revert"));
        Assert.Empty(_network.Own("nftables"));
    }

    [Fact]
    public void What_fails_is_told_with_the_reason()
    {
        Apply("iptables");
        var folder = Path.GetDirectoryName(_network.Write("#!/bin/sh\nprintf 'v1: \\nline 4: busy\\n' >&2; exit 4\n"))!;
        _network.Shell($"cd {folder}; mkdir bin; cp rules bin/iptables-restore; chmod +x bin/iptables-restore");
        var ended = _network.Program(
            ["dotnet", Run.Built, "rules", "revert", "--state", _network.State],
            environment: new Dictionary<string, string>
            {
                ["PATH"] = $"{folder}/bin:{Environment.GetEnvironmentVariable("PATH")}",
            });
        Assert.Equal(4, ended.Status);
        Assert.Contains("iptables-restore failed: v1: line 4: busy", ended.LastError, StringComparison.Ordinal);
        Assert.NotEmpty(_network.Own());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"Id\": 7, nonsense")]
    public void A_damaged_state_is_told_of_in_one_line_with_the_way_out(string written)
    {
        Apply("iptables");
        File.WriteAllText(Path.Combine(_network.State, "standing.json"), written);
        foreach (var verb in (string[])["revert", "confirm"])
        {
            var ended = _network.Rules(verb);
            Assert.Equal((4, ""), (ended.Status, ended.Output));
            var line = Assert.Single(ended.Errors.TrimEnd().Split('\n'));
            Assert.Contains("standing.json: damaged", line, StringComparison.Ordinal);
            Assert.Contains("expected what merlon rules apply wrote there", line, StringComparison.Ordinal);
            Assert.Contains("merlon rules revert --all", line, StringComparison.Ordinal);
        }

        Assert.NotEmpty(_network.Own());
        Done(All());
        Assert.Empty(_network.Own());
        Apply("iptables");
    }

    void Apply(string backend, string rules = Rules) =>
        Done(_network.Rules("apply", _network.Write(rules), "--backend", backend));

    Ended All(params string[] arguments) => _network.Rules("revert", ["--all", .. arguments]);

    static string Done(Ended ended)
    {
        Assert.True(ended.Status == 0, ended.Errors);
        return ended.Output;
    }
}
