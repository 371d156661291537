namespace Merlon;

/// <summary>What somebody found who wanted to see the rule commands fail, each once more.</summary>
public sealed class RuleCommandTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rules_of_both_families_are_told_of_for_both()
    {
        var both = Filter("-A FORWARD -4 -s 1.1.1.1 -j DROP", "-A FORWARD -6 -s 2001:db8::1 -j DROP");
        var one = Filter("-A FORWARD -4 -s 1.1.1.1 -j DROP");
        var diff = Run.Merlon("rules", "diff", both, one);
        Assert.Equal(1, diff.Status);
        Assert.Contains("IPv6, FORWARD: packets change", diff.Output, StringComparison.Ordinal);
        Assert.Contains("IPv4, FORWARD: no packet changes", diff.Output, StringComparison.Ordinal);
        Assert.Contains("table ip6 merlon", Run.Merlon("rules", "convert", both).Output, StringComparison.Ordinal);
        Assert.Contains("1 rules for IPv6", Run.Merlon("rules", "check", both).Output, StringComparison.Ordinal);
        Assert.Contains("--family", Run.Merlon("rules", "lint", both, "--fix").Errors, StringComparison.Ordinal);

        var wrong = Filter("-A FORWARD -4 -s 1.1.1.1 -j DROP", "-A FORWARD -6 -s 2001:db8::zz -j DROP");
        Assert.Equal(1, Run.Merlon("rules", "check", wrong).Status);
    }

    [Theory]
    [InlineData("-A FORWARD -s 10.0.0.5 -j ACCEPT", "-A FORWARD -j LOG")]
    [InlineData("-A FORWARD -s 10.0.0.5 -j ACCEPT", "-A FORWARD -j MARK --set-mark 1")]
    [InlineData("-A FORWARD -s 10.0.0.5 -j ACCEPT", "-A FORWARD -p tcp --dport 23 -m recent --name bad --set")]
    [InlineData("-A FORWARD -s 9.9.9.9 -p tcp -j REJECT --reject-with tcp-reset", "-A FORWARD -p tcp -j REJECT")]
    public void A_rule_that_spares_packets_something_is_not_taken_out(params string[] rules)
    {
        var cleaned = Run.Merlon("rules", "lint", Filter(rules), "--fix");
        Assert.Contains("0 rules removed", cleaned.Errors, StringComparison.Ordinal);
        Assert.Contains("1 rules removed",
            Run.Merlon("rules", "lint", Filter("-A FORWARD -s 10.0.0.5 -j ACCEPT"), "--fix").Errors,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CONNMARK --restore-mark")]
    [InlineData("SYNPROXY")]
    [InlineData("unsure")]
    public void What_stands_behind_a_rule_that_may_let_packets_go_on_is_not_taken_out(string target)
    {
        var rules = Filter(
            ":unsure - [0:0]", "-A unsure -p tcp -j CONNMARK --restore-mark", $"-A FORWARD -p tcp -j {target}",
            "-A FORWARD -p tcp -s 192.0.2.1 -j DROP");
        var cleaned = Run.Merlon("rules", "lint", rules, "--fix");
        Assert.Contains("0 rules removed", cleaned.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DROP", "TCPMSS --clamp-mss-to-pmtu", "-A FORWARD -p tcp -j DROP")]
    [InlineData("DROP", "CONNMARK --save-mark", "-A FORWARD -p tcp -j DROP")]
    [InlineData("may REJECT", "TCPMSS --set-mss 1400", "-A FORWARD -m length --length 44 -j DROP")]
    [InlineData("may REJECT", "CONNMARK --restore-mark", "-A FORWARD -p tcp -j DROP")]
    public void A_target_that_changes_what_no_rule_looks_at_lets_packets_go_on(string end, string target, string next)
    {
        var rules = Filter($"-A FORWARD -p tcp --tcp-flags SYN,RST SYN -j {target}", next);
        var decided = Run.Merlon("rules", "decide", rules, "proto=tcp", "flags=SYN");
        Assert.EndsWith($"{end}\n", decided.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_packet_that_comes_to_INPUT_was_for_this_host()
    {
        var rules = Filter("-A INPUT -m addrtype --dst-type LOCAL -j ACCEPT", "-A INPUT -j DROP");
        var decided = Run.Merlon("rules", "decide", rules, "--chain", "INPUT", "dst=192.0.2.10");
        Assert.EndsWith("ACCEPT\n", decided.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""a\" accept #""")]
    [InlineData("""ev\"il""")]
    public void A_name_that_nft_would_read_as_rules_is_left_out(string name)
    {
        var converted = Run.Merlon("rules", "convert", Filter($"-A FORWARD -i \"{name}\" -j DROP"));
        Assert.Equal((1, ""), (converted.Status, converted.Output));
    }

    [Fact]
    public void A_table_that_comes_once_more_takes_the_place_of_the_first()
    {
        var twice = _folder.Write("twice", File.ReadAllText(Filter("-A FORWARD -j DROP")) + File.ReadAllText(Filter()));
        Assert.EndsWith("ACCEPT\n", Run.Merlon("rules", "decide", twice).Output, StringComparison.Ordinal);
        Assert.Equal(1, Run.Merlon("rules", "check", Filter(":a - [0:0]", ":a - [0:0]")).Status);
    }

    [Theory]
    [InlineData(1023, 0)]
    [InlineData(1024, 1)]
    public void A_word_is_as_long_as_iptables_restore_takes_it(int length, int status)
    {
        var rules = Filter($"-A FORWARD -m comment --comment {new string('a', length)} -j DROP");
        Assert.Equal(status, Run.Merlon("rules", "check", rules).Status);
    }

    [Fact]
    public void A_way_without_end_comes_to_one()
    {
        var chains = Enumerable.Range(0, 14).ToList();
        var jumps = chains.SkipLast(1).SelectMany(i => Enumerable.Repeat($"-A c{i} -j c{i + 1}", 10));
        var decided = Run.Merlon("rules", "decide",
            Filter([.. chains.Select(i => $":c{i} - [0:0]"), .. jumps, "-A FORWARD -j c0"]));
        Assert.EndsWith("may ACCEPT, may DROP, may REJECT\n", decided.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Counters_of_rules_are_written_as_they_were_read()
    {
        var written = Run.Merlon("rules", "convert", Filter("[7:700] -A FORWARD -j DROP"), "--to", "iptables").Output;
        Assert.Contains("[7:700] -A FORWARD -j DROP", written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("check", "--json")]
    [InlineData("decide")]
    [InlineData("lint")]
    [InlineData("lint", "--fix")]
    [InlineData("convert")]
    [InlineData("apply", "--dry-run")]
    public void A_file_without_a_table_holds_no_rules_for_any_command(string command, params string[] options)
    {
        foreach (var text in new[] { "", "# nothing\n\n" })
        {
            var ended = Run.Merlon(["rules", command, _folder.Write("empty", text), .. options]);
            Assert.Equal((3, ""), (ended.Status, ended.Output));
            Assert.Contains("empty: there is no table in it; expected *filter", ended.Errors, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("convert", "--timeout", "abc")]
    [InlineData("convert", "--table", "inet")]
    [InlineData("convert", "--table", "x;y")]
    [InlineData("apply", "--confirm-within", "1x")]
    public void What_an_option_cannot_be_is_told(string command, string option, string value)
    {
        var ended = Run.Merlon("rules", command, Filter("-A FORWARD -s 192.0.2.1 -j DROP"), option, value);
        Assert.Equal(2, ended.Status);
        Assert.Contains($"error: {option}: expected", ended.Errors, StringComparison.Ordinal);
        Assert.Contains($"Try: merlon rules {command} --help", ended.Errors, StringComparison.Ordinal);
    }

    string Filter(params string[] lines)
    {
        string[] all = ["*filter", ":INPUT ACCEPT [0:0]", ":FORWARD ACCEPT [0:0]", .. lines, "COMMIT", ""];
        return _folder.Write($"{Guid.NewGuid()}", string.Join('\n', all));
    }
}
