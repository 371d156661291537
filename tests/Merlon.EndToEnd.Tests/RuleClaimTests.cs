namespace Merlon;

/// <summary>What the rule commands claim, where a claim is easily too much.</summary>
public sealed class RuleClaimTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(
        "-p tcp --dport 7000 -m recent --set --name knock -j DROP", "--dport 7000", "--dport 7001",
        "-p tcp --dport 22 -m recent --rcheck --name knock -j ACCEPT")]
    [InlineData("-p tcp --dport 23 -j SET --add-set bad src", "--dport 23", "--dport 24",
        "-m set --match-set bad src -j ACCEPT")]
    [InlineData("-p tcp --dport 23 -j CONNMARK --set-mark 1", "--dport 23", "--dport 24",
        "-m connmark --mark 1 -j ACCEPT")]
    [InlineData("-s 192.0.2.1 -j DROP", "192.0.2.1", "192.0.2.2",
        "-p tcp --dport 7000 -m recent --set --name knock -j DROP",
        "-p tcp --dport 22 -m recent --rcheck --name knock -j ACCEPT")]
    public void What_others_find_changes_with_the_rule_that_writes_it(
        string rule, string part, string with, params string[] others)
    {
        var old = Filter([rule, .. others]);
        var diff = Run.Merlon("rules", "diff", old, Filter([rule.Replace(part, with), .. others]));
        Assert.Equal(1, diff.Status);
        Assert.Contains("may ", diff.Output, StringComparison.Ordinal);
        Assert.Equal(0, Run.Merlon("rules", "diff", old, Filter([rule, .. others])).Status);
    }

    [Theory]
    [InlineData("-j NFQUEUE --queue-num 1")]
    [InlineData("-j CONNMARK --restore-mark")]
    public void What_stands_behind_an_unknown_target_is_compared(string unknown)
    {
        var old = Filter(unknown, "-s 192.0.2.1 -j ACCEPT");
        Assert.Equal(1, Run.Merlon("rules", "diff", old, Filter(unknown)).Status);
        Assert.Equal(0, Run.Merlon("rules", "diff", old, old).Status);
    }

    [Fact]
    public void What_does_not_write_leaves_the_others_alone()
    {
        const string Knock = "-p tcp --dport 7000 -m recent --set --name knock -j DROP";
        const string Open = "-p tcp --dport 22 -m recent --rcheck --name knock -j ACCEPT";
        var diff = Run.Merlon("rules", "diff", Filter(Knock, Open),
            Filter(Knock, Open, "-p udp --dport 53 -j ACCEPT"));
        Assert.DoesNotContain("may ", diff.Output, StringComparison.Ordinal);
        Assert.Contains("proto udp; dport 53", diff.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_keeps_its_own_count_whatever_becomes_of_another()
    {
        const string Limited = "-m limit --limit 1/sec -j ACCEPT";
        var diff = Run.Merlon("rules", "diff", Filter($"-s 1.1.1.1 {Limited}", $"-s 2.2.2.2 {Limited}"),
            Filter($"-s 2.2.2.2 {Limited}"));
        Assert.Equal(1, diff.Status);
        Assert.DoesNotContain("2.2.2.2", diff.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("raw", "PREROUTING", "-j DROP")]
    [InlineData("mangle", "FORWARD", "-j MARK --set-mark 1")]
    [InlineData("nat", "PREROUTING", "-p tcp --dport 8080 -j DNAT --to-destination 10.0.0.2:80")]
    public void Other_tables_are_told_of(string table, string chain, string rule)
    {
        var filter = File.ReadAllText(Filter("-m mark --mark 1 -j DROP"));
        var plain = Written($"*{table}\n:{chain} ACCEPT [0:0]\nCOMMIT\n{filter}");
        var busy = Written($"*{table}\n:{chain} ACCEPT [0:0]\n-A {chain} {rule}\nCOMMIT\n{filter}");

        var diff = Run.Merlon("rules", "diff", plain, busy);
        Assert.Equal(1, diff.Status);
        Assert.Contains($"{table}: differ", diff.Output, StringComparison.Ordinal);
        Assert.Contains("\"equal\": false", Run.Merlon("rules", "diff", plain, busy, "--json").Output,
            StringComparison.Ordinal);
        Assert.Equal(0, Run.Merlon("rules", "diff", busy, busy).Status);

        Assert.Contains("only the filter table", Run.Merlon("rules", "lint", busy).Errors, StringComparison.Ordinal);
        var decided = Run.Merlon("rules", "decide", busy, "--json");
        Assert.Contains("only the filter table", decided.Errors, StringComparison.Ordinal);
        Assert.Contains("\"certain\": false", decided.Output, StringComparison.Ordinal);
        Assert.Contains("\"certain\": true", Run.Merlon("rules", "decide", plain, "--json").Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_witness_comes_to_the_chain_that_it_is_of()
    {
        var rules = Written("""
            *filter
            :FORWARD DROP [0:0]
            :web - [0:0]
            -A FORWARD -d 192.0.2.10 -j web
            -A web -s 203.0.113.0/24 -j DROP
            -A web -j ACCEPT
            COMMIT

            """);
        Assert.Contains("dst=192.0.2.10", Run.Merlon("rules", "lint", rules, "--all").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-A OUTPUT -j ACCEPT", false)]
    [InlineData("-A INPUT -i lo -j ACCEPT", false)]
    [InlineData("-A INPUT -j ACCEPT", true)]
    public void Only_what_comes_from_outside_is_let_in(string rule, bool isWide)
    {
        var rules = Written(
            $"*filter\n:INPUT DROP [0:0]\n:OUTPUT DROP [0:0]\n{rule}\nCOMMIT\n");
        var found = Run.Merlon("rules", "lint", rules).Output;
        Assert.Equal(isWide, found.Contains("over-permissive", StringComparison.Ordinal));
    }

    [Fact]
    public void A_chain_that_nothing_comes_to_is_found_at_its_line()
    {
        var rules = Written("*filter\n:INPUT ACCEPT [0:0]\n:lost - [0:0]\n-A lost -j DROP\nCOMMIT\n");
        Assert.Contains($"{rules}:3: chain lost", Run.Merlon("rules", "lint", rules).Output, StringComparison.Ordinal);
    }

    string Written(string text) => _folder.Write($"{Guid.NewGuid()}", text);

    string Filter(params string[] rules) => Written("*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n"
        + string.Concat(rules.Select(rule => $"-A FORWARD {rule}\n")) + "COMMIT\n");
}
