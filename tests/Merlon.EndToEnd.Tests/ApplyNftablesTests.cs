namespace Merlon;

/// <summary><c>merlon rules apply --backend nftables</c>: what is its own, beside <see cref="ApplyTests"/>.</summary>
public sealed class ApplyNftablesTests : IDisposable
{
    const string First = """
        *filter
        :scan - [0:0]
        -A INPUT -4 -s 203.0.113.5/32 -j scan
        # why
        -A FORWARD -6 -s 2001:db8:9::5/128 -j DROP
        -A FORWARD -6 -s 2001:db8:9::6/128 -j DROP
        -A scan -p tcp -j REJECT
        COMMIT

        """;

    const string Second = """
        *filter
        -A FORWARD -6 -s 2001:db8:9::7/128 -j DROP
        -A FORWARD -4 -s 203.0.113.7/32 -j DROP
        COMMIT

        """;

    const string None = "*filter\nCOMMIT\n";

    readonly OwnNetwork _network = new();

    public void Dispose() => _network.Dispose();

    [Fact]
    public void Rules_come_into_tables_of_their_own_and_all_else_stays_as_it_was()
    {
        _network.Shell("""
            iptables -A INPUT -s 192.0.2.9/32 -j ACCEPT
            ip6tables -P FORWARD DROP
            nft add table inet merlon
            nft add chain inet merlon input '{ type filter hook input priority -5; }'
            nft add rule inet merlon input ip saddr 192.0.2.8 drop
            """);
        var before = Ruleset();
        Done(Apply(First));
        Assert.Equal(
            [
                "meta l4proto tcp reject", "ip saddr 203.0.113.5 jump chain_scan",
                "elements = { 2001:db8:9::5,", "2001:db8:9::6 }", "meta l4proto tcp reject",
                "ip6 saddr @sources_1 drop",
            ],
            _network.Own("nftables"));
        Assert.StartsWith(before, Ruleset(), StringComparison.Ordinal);

        Done(Apply(None));
        Assert.Equal(before, Ruleset());
        Done(_network.Rules("revert"));
        Assert.Equal(6, _network.Own("nftables").Count());
    }

    [Fact]
    public void A_dry_run_changes_nothing_and_prints_what_nft_takes()
    {
        Done(Apply(First));
        var before = Ruleset();
        var shown = Done(Apply(Second, "--dry-run"));
        Assert.Equal(before, Ruleset());
        Assert.Contains("# goes away: ip6 saddr @sources_1 drop\n", shown, StringComparison.Ordinal);

        Assert.Equal(0, _network.Program(["bash", "-c", "PATH=$PATH:/usr/sbin; nft -f -"], shown).Status);
        var byHand = Ruleset();
        Done(Apply(None));
        Done(Apply(Second));
        Assert.Equal(byHand, Ruleset());
    }

    [Fact]
    public void What_somebody_added_by_hand_goes_with_the_next_change_and_comes_back_with_revert()
    {
        Done(Apply(Second));
        _network.Shell("nft add rule ip merlon FORWARD ip saddr 203.0.113.99 drop");
        var byHand = _network.Own("nftables").ToList();
        Assert.Contains("# goes away: ip saddr 203.0.113.99 drop\n", Done(Apply(Second, "--dry-run")),
            StringComparison.Ordinal);

        Done(Apply(Second));
        Assert.DoesNotContain("203.0.113.99", Ruleset(), StringComparison.Ordinal);
        Done(_network.Rules("revert"));
        Assert.Equal(byHand, _network.Own("nftables"));
    }

    [Fact]
    public void What_nftables_has_no_words_for_is_refused_and_nothing_changes()
    {
        Done(Apply(First));
        var before = Ruleset();
        var refused = Apply("*filter\n-A FORWARD -d 192.0.2.1 -m string --algo bm --string x -j DROP\nCOMMIT\n");
        Assert.Equal((3, ""), (refused.Status, refused.Output));
        Assert.Contains("expected --backend iptables for it", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(before, Ruleset());
    }

    [Theory]
    [InlineData("iptables", "nftables")]
    [InlineData("nftables", "iptables")]
    public void Rules_stand_by_one_backend_at_a_time(string first, string second)
    {
        var file = _network.Write(First);
        Done(_network.Rules("apply", file, "--backend", first));
        var before = Ruleset();
        var refused = _network.Rules("apply", file, "--backend", second);
        Assert.Equal((1, ""), (refused.Status, refused.Output));
        Assert.Contains($"rules that came by {first} stand; expected merlon rules revert first", refused.LastError,
            StringComparison.Ordinal);
        Assert.Equal(before, Ruleset());

        Done(_network.Rules("revert"));
        Done(_network.Rules("apply", file, "--backend", second));
        Assert.Empty(_network.Own(first));
        Assert.NotEmpty(_network.Own(second));
    }

    [Fact]
    public void What_would_cut_the_host_off_is_refused_here_too()
    {
        var refused = Apply("*filter\n-A INPUT -s 192.0.2.1/32 -j DROP\nCOMMIT\n");
        Assert.Equal((1, ""), (refused.Status, refused.Output));
        Assert.Contains("the default gateway 192.0.2.1", refused.Errors, StringComparison.Ordinal);
        Assert.Empty(_network.Own("nftables"));
    }

    Ended Apply(string rules, params string[] arguments) =>
        _network.Rules("apply", [_network.Write(rules), "--backend", "nftables", .. arguments]);

    string Ruleset() => _network.Saved("nftables");

    static string Done(Ended ended)
    {
        Assert.True(ended.Status == 0, ended.Errors);
        return ended.Output;
    }
}
