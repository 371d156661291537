using System.Diagnostics;

namespace Merlon;

/// <summary><c>merlon rules apply</c> and what takes it back, on real kernel tables.</summary>
public sealed class ApplyTests : IDisposable
{
    const string First = """
        *filter
        :scan - [0:0]
        -A INPUT -4 -s 203.0.113.5/32 -j scan
        -A FORWARD -6 -s 2001:db8:9::5/128 -j DROP
        -A scan -p tcp -j REJECT
        -A scan -p gre -j DROP
        COMMIT

        """;

    const string Second = """
        *filter
        -A INPUT -4 -s 203.0.113.6/32 -j DROP
        -A OUTPUT -6 -d 2001:db8:9::6/128 -j DROP
        COMMIT

        """;

    readonly OwnNetwork _network = new();

    public void Dispose() => _network.Dispose();

    [Fact]
    public void Rules_come_into_chains_of_their_own_and_all_else_stays_as_it_was()
    {
        _network.Shell("""
            iptables -P FORWARD DROP
            iptables -N mine
            iptables -A INPUT -i lo -j ACCEPT
            iptables -A INPUT -m conntrack --ctstate ESTABLISHED -j mine
            iptables -t nat -A POSTROUTING -s 192.0.2.0/24 -j MASQUERADE
            iptables -t mangle -A FORWARD -p tcp -j MARK --set-mark 7
            ip6tables -A OUTPUT -d 2001:db8:7::/48 -j REJECT
            """);
        var before = _network.Saved();
        Done(_network.Rules("apply", _network.Write(First)));

        Assert.Equal(
            [
                "-A INPUT -j MERLON-INPUT",
                "-A MERLON-INPUT -s 203.0.113.5/32 -j MERLON-scan",
                "-A MERLON-scan -p tcp -j REJECT --reject-with icmp-port-unreachable",
                "-A MERLON-scan -p gre -j DROP",
                "-A FORWARD -j MERLON-FORWARD",
                "-A MERLON-FORWARD -s 2001:db8:9::5/128 -j DROP",
                "-A MERLON-scan -p tcp -j REJECT --reject-with icmp6-port-unreachable",
                "-A MERLON-scan -p gre -j DROP",
            ],
            _network.Own());
        Assert.StartsWith(
            "-A INPUT -j MERLON-INPUT",
            _network.Saved().Split('\n').First(line => line.StartsWith("-A INPUT", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        var others = _network.Saved().Split('\n')
            .Where(line => !line.Contains("MERLON-", StringComparison.Ordinal));
        Assert.Equal(before, string.Join('\n', others));

        Done(_network.Rules("revert"));
        Assert.Equal(before, _network.Saved());
    }

    [Theory]
    [InlineData("iptables")]
    [InlineData("nftables")]
    public void Applied_again_nothing_changes(string backend)
    {
        Done(Apply(backend, First));
        var before = _network.Shell("nft -a list ruleset");   // a rule that is made anew has another handle
        var again = Apply(backend, First, "--json");
        Assert.False(again.Json.GetProperty("changes").GetBoolean());
        Assert.Equal(before, _network.Shell("nft -a list ruleset"));
    }

    [Theory]
    [InlineData("iptables")]
    [InlineData("nftables")]
    public void Revert_puts_back_what_was_there_and_then_there_is_nothing_more(string backend)
    {
        Done(Apply(backend, First));
        var first = _network.Saved(backend);
        Done(Apply(backend, Second));
        Assert.Equal(backend == "nftables" ? 2 : 4, _network.Own(backend).Count());

        Done(_network.Rules("revert"));
        Assert.Equal(first, _network.Saved(backend));
        Assert.Equal("nothing to revert\n", Done(_network.Rules("revert")));
        Assert.Equal(first, _network.Saved(backend));
    }

    [Fact]
    public void A_dry_run_changes_nothing_and_prints_what_iptables_restore_takes()
    {
        Done(_network.Rules("apply", _network.Write(First)));
        var before = _network.Shell("nft -a list ruleset");
        var shown = Done(_network.Rules("apply", _network.Write(Second), "--dry-run"));
        Assert.Equal(before, _network.Shell("nft -a list ruleset"));
        Assert.Contains("# goes away: -A MERLON-INPUT -s 203.0.113.5/32 -j MERLON-scan\n", shown,
            StringComparison.Ordinal);

        var split = shown.IndexOf("# ip6tables-restore", StringComparison.Ordinal);
        _network.Program(["bash", "-c", "PATH=$PATH:/usr/sbin; iptables-restore --noflush"], shown[..split]);
        _network.Program(["bash", "-c", "PATH=$PATH:/usr/sbin; ip6tables-restore --noflush"], shown[split..]);
        var byHand = _network.Saved();
        Assert.Equal(
            "nothing changes: the rules are there already\n", Done(_network.Rules("apply", _network.Write(Second))));
        Assert.Equal(byHand, _network.Saved());
    }

    [Theory]
    [InlineData("iptables")]
    [InlineData("nftables")]
    public void What_is_not_confirmed_is_taken_back(string backend)
    {
        Done(Apply(backend, First));
        var before = _network.Saved(backend);
        Done(Apply(backend, Second, "--confirm-within", "500ms"));
        Until(() => _network.Saved(backend) == before);

        Assert.Equal(1, _network.Rules("confirm").Status);
        Done(_network.Rules("revert"));   // of the first
        Assert.Empty(_network.Own(backend));
    }

    [Fact]
    public void So_too_when_others_refer_to_it_meanwhile()
    {
        _network.Shell("iptables -N mine");
        Done(Apply("iptables", Second, "--confirm-within", "2s"));
        _network.Shell("iptables -A mine -j MERLON-INPUT; iptables -I INPUT -p tcp -j MERLON-INPUT");
        Until(() => _network.Own().Count() == 2);
        Assert.DoesNotContain("DROP", string.Join('\n', _network.Own()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iptables", false)]
    [InlineData("nftables", false)]
    [InlineData("iptables", true)]
    public void So_too_when_the_folder_of_state_is_gone(string backend, bool isMadeAnew)
    {
        Done(Apply(backend, First));
        Done(Apply(backend, Second, "--confirm-within", "4s"));
        Assert.NotEqual(LinesOfFirst(backend), _network.Own(backend).Count());
        Directory.Delete(_network.State, recursive: true);
        if (isMadeAnew) Assert.Equal(1, _network.Rules("confirm").Status);
        Until(() => _network.Own(backend).Count() == LinesOfFirst(backend));
        Assert.Contains("203.0.113.5", string.Join('\n', _network.Own(backend)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("iptables")]
    [InlineData("nftables")]
    public void What_is_confirmed_stays(string backend)
    {
        Done(Apply(backend, First, "--confirm-within", "3s"));
        Assert.Equal("confirmed: the change stays\n", Done(_network.Rules("confirm")));
        var after = _network.Saved(backend);
        Until(() => !IsRunning("rules watch"));
        Assert.Equal(after, _network.Saved(backend));
        Assert.Equal(LinesOfFirst(backend), _network.Own(backend).Count());
    }

    [Theory]
    [InlineData("iptables")]
    [InlineData("nftables")]
    public void While_a_change_waits_there_is_no_other(string backend)
    {
        Done(Apply(backend, First, "--confirm-within", "60s"));
        var other = Apply(backend, Second);
        Assert.Equal(1, other.Status);
        Assert.Contains("waits to be confirmed", other.LastError, StringComparison.Ordinal);
        Done(_network.Rules("revert"));
        Assert.Empty(_network.Own(backend));
    }

    [Theory]
    [InlineData("iptables")]
    [InlineData("nftables")]
    public void A_killed_process_does_not_keep_the_change_from_being_taken_back(string backend)
    {
        using var typed = _network.OnTerminal(
            "apply", _network.Write(First), "--backend", backend, "--confirm-within", "4s");
        Until(() => _network.Own(backend).Count() == LinesOfFirst(backend));
        Assert.True(IsRunning("rules apply"));

        Run.Program("pkill", ["-9", "-f", $"rules apply .*{_network.State}"]);
        Until(() => !IsRunning("rules apply"));
        Assert.Equal(LinesOfFirst(backend), _network.Own(backend).Count());
        Until(() => !_network.Own(backend).Any());
    }

    [Fact]
    public void Enter_on_the_terminal_keeps_the_change()
    {
        using var typed = _network.OnTerminal("apply", _network.Write(First), "--confirm-within", "30s");
        Until(() => _network.Own().Count() == 8);
        typed.StandardInput.Write("\n");
        typed.StandardInput.Flush();
        Assert.Contains("confirmed: the change stays", typed.StandardOutput.ReadToEnd(), StringComparison.Ordinal);
        Assert.Equal(1, _network.Rules("confirm").Status);
        Assert.Equal(8, _network.Own().Count());
    }

    [Theory]
    [InlineData("INPUT -s 192.0.2.1/32", "the default gateway 192.0.2.1", "192.0.2.1")]
    [InlineData("INPUT -s 2001:db8::1/128", "the default gateway 2001:db8::1", "2001:db8::1")]
    [InlineData("OUTPUT -d 192.0.2.53/32 -p udp -m udp --dport 53", "the resolver 192.0.2.53", "192.0.2.53")]
    [InlineData("FORWARD -s 2001:db8::53/128", "the resolver 2001:db8::53", "2001:db8::53")]
    [InlineData("INPUT -s 198.51.100.7/32", "the SSH session from 198.51.100.7", "198.51.100.7")]
    [InlineData("OUTPUT -s 192.0.2.2/32 -p tcp -m tcp --dport 25", "the own address 192.0.2.2", "192.0.2.2")]
    [InlineData("INPUT -d 2001:db8::2/128", "the own address 2001:db8::2", "2001:db8::2")]
    [InlineData("INPUT -s 127.0.0.0/8", "loopback, 127.0.0.0/8", "127.0.0.0/8")]
    [InlineData("FORWARD -s 0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("FORWARD -i d0", "0.0.0.0/0", "0.0.0.0/0")]
    public void A_rule_that_cuts_the_host_off_is_refused_unless_it_is_allowed_by_name(
        string rule, string thing, string name)
    {
        var ssh = new Dictionary<string, string> { ["SSH_CONNECTION"] = "198.51.100.7 50000 192.0.2.2 22" };
        var file = _network.Write($"*filter\n-A FORWARD -d 203.0.113.0/24 -p tcp -j DROP\n-A {rule} -j DROP\nCOMMIT\n");
        if (rule.Contains("::", StringComparison.Ordinal))
            file = _network.Write($"*filter\n-A FORWARD -d fd00::/64 -p tcp -j DROP\n-A {rule} -j DROP\nCOMMIT\n");
        string[] apply = ["dotnet", Run.Built, "rules", "apply", file, "--state", _network.State];

        var refused = _network.Program(apply, environment: ssh);
        Assert.Equal((1, ""), (refused.Status, refused.Output));
        Assert.Contains($"{file}:3: refused: -A {rule} -j DROP: {thing}: ", refused.Errors, StringComparison.Ordinal);
        Assert.Empty(_network.Own());

        Assert.Equal(1, _network.Program([.. apply, "--allow", "203.0.113.77"], environment: ssh).Status);
        Done(_network.Program([.. apply, "--allow", name], environment: ssh));
        Assert.NotEmpty(_network.Own());
    }

    [Fact]
    public void What_respond_prints_is_applied_as_it_is()
    {
        var log = _network.Write("""
            timestamp,src ip,src port,dst ip,dst port,protocol,src packets,dst packets,label
            1767268810,203.0.113.7,2000,192.0.2.1,80,tcp,1,0,malicious
            1767268820,2001:db8:5::5,3000,2001:db8:1::1,53,udp,1,0,malicious

            """);
        var rules = Run.Merlon("respond", log, "--chain", "INPUT").Output;
        Done(_network.Program(["dotnet", Run.Built, "rules", "apply", "-", "--state", _network.State], rules));
        const string isNew = "-m conntrack --ctstate NEW -j DROP";
        Assert.Contains($"-A MERLON-INPUT -s 203.0.113.7/32 {isNew}", _network.Own());
        Assert.Contains($"-A MERLON-INPUT -s 2001:db8:5::5/128 {isNew}", _network.Own());
    }

    [Theory]
    [InlineData("*filter\n-A INPUT -s 203.0.113.5/33 -j DROP\nCOMMIT\n", ":2:")]
    [InlineData("*nat\nCOMMIT\n", "there is no filter table")]
    [InlineData("*filter\nCOMMIT\n*nat\nCOMMIT\n", "the table nat is not Merlon's")]
    [InlineData("*filter\n:INPUT DROP [0:0]\nCOMMIT\n", "the policy of INPUT is not Merlon's")]
    [InlineData("*filter\n:a-name-of-twenty-two-byte - [0:0]\nCOMMIT\n", "is too long behind MERLON-")]
    public void What_cannot_be_applied_is_told_in_one_line(string rules, string expected)
    {
        var ended = _network.Rules("apply", _network.Write(rules));
        Assert.Equal((3, ""), (ended.Status, ended.Output));
        Assert.Single(ended.Errors.TrimEnd().Split('\n'));
        Assert.Contains(expected, ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_root_only_the_dry_run_works()
    {
        string[] nobody = ["setpriv", "--reuid=65534", "--clear-groups", "dotnet", Run.Built, "rules", "apply"];
        var rules = _network.Write(First);
        Run.Program("chmod", ["-R", "a+rX", Path.GetDirectoryName(rules)!]);
        var ended = _network.Program([.. nobody, rules, "--state", _network.State]);
        Assert.Equal((4, ""), (ended.Status, ended.Output));
        Assert.Contains("only root may change the firewall", Assert.Single(ended.Errors.TrimEnd().Split('\n')),
            StringComparison.Ordinal);

        Assert.Contains("-I INPUT 1 -j MERLON-INPUT\n", Done(_network.Program([.. nobody, rules, "--dry-run"])),
            StringComparison.Ordinal);
    }

    Ended Apply(string backend, string rules, params string[] arguments) =>
        _network.Rules("apply", [_network.Write(rules), "--backend", backend, .. arguments]);

    // In iptables the jumps out of built-in chains count too.
    static int LinesOfFirst(string backend) => backend == "nftables" ? 6 : 8;

    static string Done(Ended ended)
    {
        Assert.True(ended.Status == 0, ended.Errors);
        return ended.Output;
    }

    bool IsRunning(string command) => Run.Program("pgrep", ["-f", $"{command} .*{_network.State}"]).Status == 0;

    static void Until(Func<bool> holds)
    {
        var since = Stopwatch.GetTimestamp();
        while (!holds())
            Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(30), "it did not happen in 30 s");
    }
}
