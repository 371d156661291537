namespace Merlon;

/// <summary>
/// The rule sets that <c>merlon respond</c> prints, loaded by a real kernel, always in a network namespace that was
/// made for it and ends with the command.
/// </summary>
public sealed class FirewallTests : IDisposable
{
    // A source, a service (its source is honest elsewhere), a destination by a portless protocol, connections, IPv6.
    const string Mixed = """
        timestamp,src ip,src port,dst ip,dst port,protocol,src packets,dst packets,label
        1767268800,203.0.113.5,1000,192.0.2.9,443,tcp,3,3,benign
        1767268801,203.0.113.6,1000,192.0.2.1,22,tcp,3,3,benign
        1767268802,203.0.113.5,1001,192.0.2.1,22,tcp,3,3,benign
        1767268803,203.0.113.8,1001,192.0.2.9,443,tcp,3,3,benign
        1767268804,203.0.113.8,,192.0.2.9,,esp,3,3,benign
        1767268810,203.0.113.7,2000,192.0.2.1,80,tcp,1,0,malicious
        1767268812,203.0.113.5,2001,192.0.2.1,80,tcp,1,0,malicious
        1767268814,203.0.113.5,2002,192.0.2.1,22,tcp,1,0,malicious
        1767268816,203.0.113.8,,192.0.2.1,,gre,1,0,malicious
        1767268818,203.0.113.8,,192.0.2.9,,ospf,1,0,malicious
        1767268820,2001:db8::5,3000,2001:db8:1::1,53,udp,1,0,malicious
        1767268822,2001:db8::6,,2001:db8:1::1,,ipv6-icmp,1,0,malicious

        """;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("FORWARD", "talk", 5)]
    [InlineData("INPUT", "talk", 5)]
    [InlineData("FORWARD", "merlon", 3)]
    [InlineData("INPUT", "merlon", 3)]
    public void What_respond_prints_loads_as_it_is_and_comes_back_the_same(string chain, string strategy, int least)
    {
        var mixed = _folder.Write("mixed.csv", Mixed);
        var rules = Run.Merlon("respond", mixed, "--strategy", strategy, "--chain", chain).Output;
        var loaded = Run.InOwnNetwork($"""
            cat > {_folder.Root}/rules
            for save in iptables ip6tables; do $save-restore --noflush < {_folder.Root}/rules; done
            iptables-save -t filter; ip6tables-save -t filter
            """, rules);
        Assert.True(loaded.Status == 0, loaded.Errors);

        var expected = Lines(rules).Select(line => line.Replace(" -4", "").Replace(" -6", "")).Order();
        Assert.Equal(expected, Lines(loaded.Output).Order());
        Assert.True(Lines(rules).Count() >= least, rules);
        Assert.All(Lines(rules), line => Assert.StartsWith($"-A {chain} ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_rule_set_of_one_family_needs_no_family_marks()
    {
        var v4 = string.Join('\n', Mixed.Split('\n')[..9]) + "\n";
        var rules = Run.Merlon("respond", _folder.Write("v4.csv", v4)).Output;
        var loaded = Run.InOwnNetwork("iptables-restore --test && echo valid", rules);
        Assert.Equal("valid\n", loaded.Output);
        Assert.DoesNotContain(" -4", rules, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_in_a_rule_set_would_be_noticed()
    {
        var rules = Run.Merlon("respond", _folder.Write("mixed.csv", Mixed)).Output.Replace("/32", "/33");
        Assert.NotEqual(0, Run.InOwnNetwork("iptables-restore --test", rules).Status);
    }

    [Fact]
    public void The_nftables_form_loads_and_can_be_loaded_again()
    {
        var rules = Run.Merlon("respond", _folder.Write("mixed.csv", Mixed), "--emit", "nftables").Output;
        var loaded = Run.InOwnNetwork($"""
            cat > {_folder.Root}/rules
            nft -f {_folder.Root}/rules
            nft -f {_folder.Root}/rules
            nft list ruleset
            """, rules);
        Assert.True(loaded.Status == 0, loaded.Errors);
        Assert.Equal(Count(rules, " drop\n"), Count(loaded.Output, " drop\n"));
    }

    [Fact]
    public void Loading_leaves_policies_and_other_rules_alone()
    {
        var rules = Run.Merlon("respond", _folder.Write("mixed.csv", Mixed)).Output;
        var loaded = Run.InOwnNetwork("""
            iptables -P FORWARD DROP
            iptables -A FORWARD -s 192.0.2.77/32 -j ACCEPT
            iptables-restore --noflush
            iptables-save -t filter
            """, rules);
        Assert.Contains(":FORWARD DROP", loaded.Output, StringComparison.Ordinal);
        Assert.Contains("-A FORWARD -s 192.0.2.77/32 -j ACCEPT", loaded.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Alerts_inside_the_network_are_listed_and_get_no_rule()
    {
        var inside = _folder.Write("inside.csv", """
            timestamp,src ip,src port,dst ip,dst port,protocol,label
            1767268800,10.1.1.5,1000,10.2.2.9,445,tcp,malicious
            1767268801,203.0.113.5,1000,10.2.2.9,445,tcp,malicious

            """);
        var text = Run.Merlon("respond", inside, "--internal", "10.0.0.0/8").Output;
        Assert.Contains("# 1 alert that no rule at this firewall can stop", text, StringComparison.Ordinal);
        Assert.Contains("tcp 10.1.1.5:1000 > 10.2.2.9:445", text, StringComparison.Ordinal);
        Assert.Equal(["-A FORWARD -s 203.0.113.5/32 -m conntrack --ctstate NEW -j DROP"], Lines(text));

        var json = Run.Merlon("respond", inside, "--internal", "10.0.0.0/8", "--json").Json;
        Assert.Equal(1, json.GetProperty("outOfReach").GetProperty("count").GetInt32());
        Assert.Equal(2, Run.Merlon("respond", inside, "--json").Json.GetProperty("rules").GetArrayLength());
    }

    [Fact]
    public void As_JSON_each_rule_has_the_alerts_that_it_covers_and_the_benign_flows_that_it_matches()
    {
        var mixed = _folder.Write("mixed.csv", Mixed);
        var json = Run.Merlon("respond", mixed, "--strategy", "talk", "--epsilon", "0.5", "--json").Json;
        var first = json.GetProperty("rules")[1];   // made for the alert of 203.0.113.5, which is honest twice
        Assert.Equal("-A FORWARD -s 203.0.113.5/32 -j DROP", first.GetProperty("rule").GetString());
        Assert.Equal(2, first.GetProperty("alerts").GetProperty("count").GetInt32());
        Assert.Equal(2, first.GetProperty("benign").GetProperty("count").GetInt32());
        var benign = first.GetProperty("benign").GetProperty("flows")[0];
        Assert.Equal("203.0.113.5", benign.GetProperty("src_ip").GetString());
    }

    [Fact]
    public void Suricatas_alerts_and_Zeeks_flows_are_put_together()
    {
        var zeek = _folder.Write("conn.log", """
            #separator \x09
            #path	conn
            #fields	ts	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto	orig_pkts	resp_pkts
            1767268800.000000	203.0.113.5	1000	192.0.2.1	80	tcp	3	3
            1767268801.000000	203.0.113.6	1000	192.0.2.1	80	tcp	3	3

            """);
        var eve = _folder.Write("eve.json", """
            {"timestamp":"2026-01-01T13:00:02.000000+0100","event_type":"alert",
             "src_ip":"203.0.113.5","src_port":1000,"dest_ip":"192.0.2.1","dest_port":80,"proto":"TCP",
             "alert":{"signature":"bad"},
             "flow":{"pkts_toserver":2,"pkts_toclient":1,"start":"2026-01-01T13:00:00.000000+0100"}}
            """);

        // Zeek's record of the alerted flow must not count as honest traffic of its source.
        var rule = Assert.Single(Run.Merlon("respond", eve, zeek, "--json").Json.GetProperty("rules").EnumerateArray());
        const string expected = "-A FORWARD -s 203.0.113.5/32 -m conntrack --ctstate NEW -j DROP";
        Assert.Equal(expected, rule.GetProperty("rule").GetString());
    }

    static IEnumerable<string> Lines(string text) =>
        text.Split('\n').Where(line => line.StartsWith("-A ", StringComparison.Ordinal)).Select(line => line.TrimEnd());

    static int Count(string text, string part) => text.Split(part).Length - 1;
}
