using Merlon.Context;
using Merlon.Context.Syntax;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Language.Benchmark;

public class AnswerRuleSetTests
{
    const string Visit = "tcp 203.0.113.9:40000 > 192.0.2.10:2323";

    static readonly Vantage Gateway = new(Hook.Forward);

    // A packet of the scan that the situation is about, by what rules ask for.
    [Theory]
    [InlineData(true, "-A FORWARD -p tcp --dport 2323 -j DROP")]
    [InlineData(true, "-A FORWARD -p tcp --syn --dport 2323 -j DROP")]
    [InlineData(true, "-A FORWARD -p tcp --tcp-flags SYN,ACK SYN --dport 2323 -j DROP")]
    [InlineData(true, "-A FORWARD -p tcp --dport 2323 -j REJECT")]
    [InlineData(true, "-A FORWARD -p tcp --dport 2323 -m conntrack --ctstate NEW,ESTABLISHED -j DROP")]
    [InlineData(true, "-A FORWARD ! -p udp -s 203.0.113.9 -j DROP")]
    [InlineData(true, "-A FORWARD -s 192.0.2.10 -j DROP")]   // the answer
    [InlineData(false, "-A FORWARD -s 192.0.2.10 -m conntrack --ctstate NEW -j DROP")]
    [InlineData(false, "-A FORWARD -p tcp --tcp-flags SYN,ACK ACK --dport 2323 -j DROP")]
    [InlineData(false, "-A FORWARD -p tcp --dport 2323 -j ACCEPT", "-A FORWARD -p tcp --dport 2323 -j DROP")]
    [InlineData(true, "-A FORWARD -p tcp --dport 2323 -j ACCEPT", "-I FORWARD -p tcp --dport 2323 -j DROP")]
    [InlineData(false, "-A FORWARD -j ACCEPT", "-I FORWARD 3 -p tcp --dport 2323 -j DROP")]   // no such place
    [InlineData(true, "-A FORWARD -p tcp --dprot 2323 -j ACCEPT", "-A FORWARD -p tcp --dport 2323 -j DROP")]
    [InlineData(false, "-A INPUT -p tcp --dport 2323 -j DROP")]
    [InlineData(false, "-A FORWARD -p tcp --dport 2323 -m limit --limit 5/min -j DROP")]   // nobody knows
    [InlineData(false, "-A FORWARD -p tcp --dport 2323 -j LOG")]
    public void It_blocks_what_it_would_in_that_order(bool isBlocked, params string[] lines) =>
        Assert.Equal(isBlocked, Of(lines).Blocks(Given.Flow(Visit), Gateway));

    [Theory]
    [InlineData("icmp 203.0.113.9 > 192.0.2.10", "-A FORWARD -p icmp --icmp-type echo-request -j DROP")]
    [InlineData("ipv6-icmp 2001:db8::9 > 2001:db8:1::1", "-A FORWARD -p ipv6-icmp --icmpv6-type echo-request -j DROP")]
    public void A_ping_is_asked_and_answered(string key, string line)
    {
        Assert.True(Of(line).Blocks(Given.Flow(key, isAnswered: false), Gateway));
        var reply = line.Replace("request", "reply", StringComparison.Ordinal);
        Assert.True(Of(reply).Blocks(Given.Flow(key), Gateway));
        Assert.False(Of(reply).Blocks(Given.Flow(key, isAnswered: false), Gateway));
    }

    [Fact]
    public void What_does_not_meet_the_firewall_is_not_blocked()
    {
        var all = Of("-A FORWARD -j DROP");
        Assert.False(all.Blocks(Given.Flow("tcp 192.0.2.9:40000 > 192.0.2.10:2323"), Gateway));
        Assert.False(all.Blocks(Given.Flow("tcp [2001:db8::9]:40000 > [2001:db8:1::1]:2323"), Gateway));
    }

    [Theory]
    [InlineData(true, "-A FORWARD -p tcp --dport 2323 -j DROP")]
    [InlineData(true, "-A INPUT -p tcp --dport 2323 -j DROP")]
    [InlineData(true, "-A NOWHERE -p tcp --dport 2323 -j DROP")]
    [InlineData(true, "-A FORWARD -s 203.0.113.9 -j DROP", "-A FORWARD -s 2001:db8::9 -j DROP")]
    [InlineData(false, "-A FORWARD -p tcp --dport 1-1024 -j DROP")]
    [InlineData(false, "-A FORWARD -p tcp --dport 2323 -j DROP", "-A FORWARD --dport 23 -j DROP")]
    [InlineData(false, "-s 203.0.113.9 -j DROP")]
    [InlineData(false)]
    public void It_is_valid_if_all_of_it_is_read(bool isValid, params string[] lines) =>
        Assert.Equal(isValid, Of(lines).IsValid);

    [Fact]
    public void Each_line_is_for_the_program_of_its_family()
    {
        var rules = Of(
            "-A FORWARD -s 203.0.113.9 -j DROP", "-A FORWARD -s 2001:db8::9 -j DROP",
            "-A FORWARD -6 -p tcp --dport 23 -j DROP", "-A FORWARD -s 2001:db8::8 -p tcp --dport 1-3 -j DROP");
        Assert.Equal(["-A FORWARD -s 203.0.113.9 -j DROP"], rules.ByFamily[IpFamily.V4]);
        Assert.Equal(3, rules.ByFamily[IpFamily.V6].Count());
    }

    [Fact]
    public void What_a_model_writes_is_bounded()
    {
        var many = Enumerable.Range(1, 65).Select(port => $"-A FORWARD -p tcp --dport {port} -j DROP").ToArray();
        Assert.True(Of(many[..64]).IsValid);
        Assert.False(Of(many).IsValid);
        Assert.False(Of(many).Blocks(Given.Flow("tcp 203.0.113.9:40000 > 192.0.2.10:65"), Gateway));
        var hosts = string.Join(',', Enumerable.Range(1, 9).Select(host => $"192.0.2.{host}"));
        Assert.False(Of($"-A FORWARD -s {hosts} -d {hosts} -j DROP").IsValid);
    }

    [Theory]
    [InlineData(true, "-A FORWARD -p tcp --dport 2323 -j DROP")]
    [InlineData(true, "-A FORWARD -p tcp --syn --dport 2323 -j DROP")]
    [InlineData(true, "-A FORWARD ! -p udp -m conntrack --ctstate NEW,ESTABLISHED -j REJECT")]
    [InlineData(true, "-A FORWARD -s 203.0.113.5 -j ACCEPT", "-A FORWARD -p tcp --dport 2323 -j DROP")]
    [InlineData(false, "-A FORWARD -p tcp --dport 2323 -j ACCEPT", "-A FORWARD -p tcp --dport 2323 -j DROP")]
    [InlineData(false, "-A FORWARD -p tcp --dport 2323 -j DROP", "-A FORWARD -p tcp --dport 4444 -j DROP")]
    [InlineData(false, "-A FORWARD -p udp --dport 2323 -j DROP")]
    [InlineData(false, "-A FORWARD -p tcp --dport 2323 -j ACCEPT")]
    [InlineData(false, "-A INPUT -p tcp --dport 2323 -j DROP")]
    [InlineData(false, "-A FORWARD -p tcp --dport 2323 -j DROP", "-A NOWHERE -p tcp --dport 2323 -j DROP")]
    [InlineData(false, "-A FORWARD -p tcp --dport 2323 -j DROP", "-A FORWARD --dport 23 -j DROP")]
    public void It_has_a_meaning_if_it_is_about_the_alerts(bool hasMeaning, params string[] lines) =>
        Assert.Equal(hasMeaning, Of(lines).HasMeaning(Asked(SiteContext.None)));

    [Fact]
    public void What_breaks_the_context_has_no_meaning()
    {
        const string Site = "internal: 192.0.2.0/24\nallow:\n  - from: 203.0.113.64/30\n    reason: our own scanner\n";
        var asked = Asked(SiteContextReader.Read(Site).Context!);
        Assert.False(Of("-A FORWARD -p tcp --dport 2323 -j DROP").HasMeaning(asked));
        Assert.True(Of(
            "-A FORWARD -s 203.0.113.64/30 -j ACCEPT", "-A FORWARD -d 203.0.113.64/30 -j ACCEPT",
            "-A FORWARD -p tcp --dport 2323 -j DROP").HasMeaning(asked));
    }

    static AnswerRuleSet Of(params string[] lines) => new(lines, Hook.Forward);

    // The first situation of a scan for port 2323 in which the solver asks.
    static Consultation Asked(SiteContext context)
    {
        Consultation? first = null;
        BenchmarkTraffics.OfScan(context).Replay(
            new(0, 1, 0), (_, consultation) => first ??= consultation, () => first is not null);
        return first!;
    }
}
