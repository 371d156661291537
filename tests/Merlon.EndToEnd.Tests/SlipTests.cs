using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon;

/// <summary>What people and models write who know another syntax, and what they are told that they mean.</summary>
public sealed class SlipTests
{
    [Theory]
    [InlineData("-A INPUT -p tcp --dport 80,443 -j DROP", "-m multiport --dports 80,443")]
    [InlineData("-A INPUT -p tcp --dport 80:90,443 -j DROP", "-m multiport --dports 80:90,443")]
    [InlineData("-A INPUT -p udp --source-port 80-90,domain -j DROP", "-m multiport --sports 80:90,53")]
    [InlineData("-A INPUT -p sctp --dport 80,443 -j DROP", "-m multiport --dports 80,443")]
    [InlineData("-A INPUT -s 10.0.0.1-10.0.0.9 -j DROP", "-m iprange --src-range 10.0.0.1-10.0.0.9")]
    [InlineData("-A INPUT -d 10.0.0.1\u201310.0.0.9 -j DROP", "-m iprange --dst-range 10.0.0.1-10.0.0.9")]
    [InlineData("-A INPUT ! -s 10.0.0.1-10.0.0.9 -j DROP", "-m iprange ! --src-range 10.0.0.1-10.0.0.9")]
    [InlineData("-A INPUT -s any -j DROP", "no -s at all")]
    [InlineData("-A INPUT -s !10.0.0.1 -j DROP", "! -s 10.0.0.1")]
    [InlineData("-A INPUT -p tcp -dport 80 -j DROP", "--dport")]
    [InlineData("-A INPUT -source 10.0.0.1 -j DROP", "--source")]
    [InlineData("-A INPUT -goto web", "--goto")]
    [InlineData("-A INPUT -m conntrack -ctstate NEW", "--ctstate")]
    [InlineData("-A INPUT -g ACCEPT", "-j ACCEPT")]
    [InlineData("-A INPUT -g REJECT", "-j REJECT")]
    [InlineData("-A INPUT -J DROP", "-j")]
    [InlineData("-A INPUT -j drop", "DROP")]
    [InlineData("-A INPUT -j DENY", "DROP, which answers nothing, or REJECT, which tells the sender")]
    [InlineData("-A INPUT -j BLOCK", "DROP, which answers nothing, or REJECT, which tells the sender")]
    [InlineData("-A INPUT -j ALLOW", "ACCEPT")]
    [InlineData("-A INPUT !-s 10.0.0.1 -j DROP", "! -s 10.0.0.1", "! -s")]
    [InlineData("\u2013A INPUT -j DROP", "-A")]
    [InlineData("-A INPUT \u2013s 10.0.0.1 -j DROP", "-s")]
    [InlineData("-A INPUT -p tcp \u2014dport 80 -j DROP", "--dport")]
    [InlineData("-A INPUT -p tcp -\u2013dport 80 -j DROP", "--dport")]
    [InlineData("-A INPUT -p any -j DROP", "no -p at all, or -p all")]
    [InlineData("-A INPUT -p tcp,udp -j DROP", "a rule for each: -p tcp, then -p udp")]
    [InlineData("-A INPUT --state NEW -j ACCEPT", "-m conntrack --ctstate NEW")]
    [InlineData("-A INPUT --dport 80 -j ACCEPT", "-p tcp --dport or -p udp --dport")]
    [InlineData("-A INPUT --sport 80 -j ACCEPT", "-p tcp --sport or -p udp --sport")]
    [InlineData("-P INPUT DROP", ":INPUT DROP [0:0]")]
    [InlineData("--policy INPUT DROP", ":INPUT DROP [0:0]")]
    [InlineData("-N web", ":web - [0:0]")]
    [InlineData("-F", "no such line: a restore file begins with nothing there, unless with --noflush")]
    [InlineData("-X web", "no such line: a restore file begins with nothing there, unless with --noflush")]
    [InlineData("-Z", "no such line: a restore file begins with nothing there, unless with --noflush")]
    [InlineData("-t filter -A INPUT -j DROP", "*filter above it, and no -t here")]
    [InlineData("iptables -A INPUT -j DROP", "-A INPUT -j DROP")]
    [InlineData("sudo iptables -A INPUT -j DROP", "-A INPUT -j DROP")]
    [InlineData("/sbin/ip6tables -A INPUT -j DROP", "-A INPUT -j DROP")]
    [InlineData("iptables -t nat -A POSTROUTING -j MASQUERADE", "-A POSTROUTING -j MASQUERADE")]
    [InlineData("sudo iptables -P INPUT DROP", ":INPUT DROP [0:0]")]
    [InlineData("-A INPUT -p tcp --port 80 -j DROP", "--dport 80")]
    [InlineData("-A input -j DROP", "INPUT")]
    [InlineData("-A INPUT -j WEB", "web")]
    [InlineData("-A INPUT -p all -m multiport --dports 80", "-p tcp or -p udp before it")]
    [InlineData("-A INPUT -p tpc -j DROP", "tcp")]
    [InlineData("-A INPUT -p tcp -m multiport --dports 80, 443 -j DROP", "80,443")]
    [InlineData("-A INPUT -m conntrack --ctstate NEW, RELATED, ESTABLISHED", "NEW,RELATED,ESTABLISHED")]
    [InlineData("-A INPUT -s 192.0.2.1, 192.0.2.2 -j DROP", "192.0.2.1,192.0.2.2")]
    [InlineData("-A INPUT\u00A0-j DROP", "a space")]
    [InlineData("-A INPUT -s 192.0.2.1\u00A0-j DROP", "a space")]
    [InlineData("-A INPUT -m comment --comment \u201Chello world\u201D -j DROP", "\"")]
    [InlineData("-A INPUT -j DROP # all", "it on a line of its own, or -m comment --comment \"...\"")]
    public void What_is_meant_is_told(string line, string expected, string? instead = null)
    {
        var read = RuleSetReader.Read($"*filter\n:web - [0:0]\n{line}\nCOMMIT\n", IpFamily.V4);
        var fault = Assert.Single(read.Faults);
        Assert.Equal((3, instead ?? expected), (fault.Line, fault.Expected));
    }

    [Fact]
    public void Every_wrong_value_of_a_rule_is_told_of_and_nothing_that_only_follows_from_one()
    {
        const string rule = "-A INPUT -s 300.1.1.1 -p tcp --dport 99999 -m foo --bar 3 -j DROPP";
        var faults = RuleSetReader.Read($"*filter\n{rule}\nCOMMIT\n", IpFamily.V4).Faults;
        string[] wrong = ["300.1.1.1", "99999", "foo", "DROPP"];
        Assert.Equal(wrong.Select(word => rule.IndexOf(word, StringComparison.Ordinal) + 1), faults.Select(
            fault => fault.Column));
        Assert.Equal("DROP", faults[^1].Expected);
    }

    [Fact]
    public void A_byte_order_mark_is_the_only_fault()
    {
        var fault = Assert.Single(RuleSetReader.Read("\uFEFF*filter\n-A INPUT -j DROP\nCOMMIT\n").Faults);
        Assert.Equal((1, 1, "the text without it"), (fault.Line, fault.Column, fault.Expected));
    }

    // iptables looks names up there.
    [Fact]
    public void The_services_of_this_host_have_the_numbers_that_it_gives_them()
    {
        Assert.SkipUnless(File.Exists("/etc/services"), "needs /etc/services");
        var entries = (
            from line in File.ReadLines("/etc/services")
            let words = line.Split('#')[0].Split([' ', '\t', '/'], StringSplitOptions.RemoveEmptyEntries)
            where words.Length > 2 && words[2] is "tcp" or "udp"
            from name in words[3..].Prepend(words[0])
            select (Name: name, Port: words[1], Protocol: words[2]))
            .DistinctBy(entry => (entry.Name, entry.Protocol)).ToArray();
        var wrong = entries.Where(entry => Printed(entry.Name, entry.Protocol) != Printed(entry.Port, entry.Protocol));
        Assert.Empty(wrong);
        Assert.True(entries.Length > 100);
    }

    static string Printed(string port, string protocol) => RuleSetWriter.Print(RuleSetReader.Read(
        $"*filter\n-A INPUT -p {protocol} --dport {port}\nCOMMIT\n", IpFamily.V4).Rules);

    [Fact]
    public void The_table_of_a_command_is_named()
    {
        var read = RuleSetReader.Read("*filter\niptables -t nat -A POSTROUTING -j DROP\nCOMMIT\n", IpFamily.V4);
        Assert.Contains("*nat above its rules", Assert.Single(read.Faults).Message, StringComparison.Ordinal);
    }

    // An interface may be called so.
    [Fact]
    public void What_loads_is_no_slip() =>
        Assert.True(RuleSetReader.Read("*filter\n-A INPUT -in-interface\nCOMMIT\n", IpFamily.V4).IsValid);

    [Fact]
    public void Targets_are_listed_in_one_order_and_no_builtin_chains_among_them()
    {
        using var folder = new TemporaryFolder();
        var rules = folder.Write("rules", "*filter\n:web - [0:0]\n-A INPUT -j SOMEWHERE\n-A INPUT --xyzzy\nCOMMIT\n");
        var told = Enumerable.Range(0, 3).Select(_ => Run.Merlon("rules", "check", rules).Errors).ToList();
        Assert.Contains(
            "ACCEPT, DROP, REJECT, RETURN, web, AUDIT, CHECKSUM, CLASSIFY", told[0], StringComparison.Ordinal);
        Assert.Single(told.Distinct());
    }

    [Theory]
    [InlineData("-nft")]
    [InlineData("-legacy")]
    public void Counters_and_types_are_read_as_they_load(string backend)
    {
        using var kernel = new KernelRules(backend);
        string[] lines =
        [
            "[5] -A INPUT -j DROP", "[] -A INPUT -j DROP", "[:1] -A INPUT -j DROP", "[:] -A INPUT -j DROP",
            "[:1:2] -A INPUT -j DROP", "[1:] -A INPUT -j DROP", "[1:2:3] -A INPUT -j DROP", "[a:b] -A INPUT -j DROP",
            "[1:2]-A INPUT -j DROP", "[1:2]] -A INPUT -j DROP", " [1:2] -A INPUT -j DROP", "[1:2]", "[5",
            "-A INPUT -p icmp --icmp-type 255/0", "-A INPUT -p icmp ! --icmp-type 255/3:4",
        ];
        foreach (var line in lines)
        {
            var text = KernelRules.Table([line]);
            var read = RuleSetReader.Read(text, IpFamily.V4);
            var loaded = kernel.Load(IpFamily.V4, text);
            Assert.Equal((line, loaded is not null), (line, read.IsValid));
            if (loaded is not null) Assert.Equal(loaded, KernelRules.RulesOf(RuleSetWriter.Print(read.Rules)));
        }
    }
}
