using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.RootCause.Policies;

public sealed class PolicyTableReaderTests
{
    const string Told = """
        | Rule ID | Source IP | Destination IP | Protocol | Port Range | Action |
        |---------|-----------|----------------|----------|------------|--------|
        | 101     | Any       | 10.10.10.5     | TCP      | 1-65535    | Allow  |
        """;

    [Fact]
    public void A_row_is_a_rule_with_its_name_and_its_line()
    {
        var policy = Read(Told, out var faults)!;
        Assert.Empty(faults);
        Assert.False(policy.IsDefaultTold);
        Assert.Equal(("101", 3), (Assert.Single(policy.Rules).Name, policy.Rules[0].Line));
        Assert.Equal(
            ["-A FORWARD -d 10.10.10.5/32 -p tcp -m multiport --dports 1:65535 -j ACCEPT"], Lines(policy, IpFamily.V4));
        Assert.Empty(Lines(policy, IpFamily.V6));
        var rule = policy.Of(IpFamily.V4)!.TableNamed("filter")!.ChainNamed("FORWARD")!.Rules[0];
        Assert.Equal("101", policy.Given(rule.Line)!.Name);
    }

    [Theory]
    [InlineData("1,any,any,any,any,Deny", "-j DROP", "-j DROP")]
    [InlineData("1,0.0.0.0/0,192.0.2.1,any,,Permit", "-d 192.0.2.1/32 -j ACCEPT", "")]
    [InlineData("1,2001:db8::/32,any,icmp,,Reject", "", "-s 2001:db8::/32 -p ipv6-icmp -j REJECT"
        + " --reject-with icmp6-port-unreachable")]
    [InlineData("1,192.0.2.1-192.0.2.9,any,TCP/UDP,\"53, HTTPS (443)\",allow",
        "-p tcp -m iprange --src-range 192.0.2.1-192.0.2.9 -m multiport --dports 53,443 -j ACCEPT; "
        + "-p udp -m iprange --src-range 192.0.2.1-192.0.2.9 -m multiport --dports 53,443 -j ACCEPT", "")]
    [InlineData("1,any,\"192.0.2.1, 2001:db8::1\",,22,Block",
        "-d 192.0.2.1/32 -p tcp -m multiport --dports 22 -j DROP; "
        + "-d 192.0.2.1/32 -p udp -m multiport --dports 22 -j DROP",
        "-d 2001:db8::1/128 -p tcp -m multiport --dports 22 -j DROP; "
        + "-d 2001:db8::1/128 -p udp -m multiport --dports 22 -j DROP")]
    public void Cells_mean_what_iptables_says(string row, string v4, string v6)
    {
        var policy = Read($"id,source,destination,protocol,ports,action\n{row}\n", out var faults)!;
        Assert.Empty(faults);
        Assert.Equal(Of(v4), Lines(policy, IpFamily.V4));
        Assert.Equal(Of(v6), Lines(policy, IpFamily.V6));

        static IEnumerable<string> Of(string rules) => rules.Split("; ", StringSplitOptions.RemoveEmptyEntries)
            .Select(rule => $"-A FORWARD {rule}");
    }

    [Fact]
    public void A_rule_that_is_switched_off_drops_nothing_and_is_still_known()
    {
        var policy = Read(
            "id;source;destination;action;enabled\n7;any;any;deny;no\n8;any;any;allow;yes\n", out _)!;
        Assert.Equal(["7", "8"], policy.Rules.Select(rule => rule.Name));
        Assert.Equal(["-A FORWARD -j ACCEPT"], Lines(policy, IpFamily.V4));
    }

    [Fact]
    public void Every_fault_is_told_with_its_line()
    {
        Assert.Null(Read("id,source,destination,protocol,ports,action\n"
            + "1,nobody,any,tcp,80,allow\n2,any,any,xyz,80,allow\n3,any,any,tcp,http,allow\n4,any,any,tcp,80,perhaps\n",
            out var faults));
        Assert.Equal([2, 3, 4, 5], faults.Select(fault => fault.Line));
        Assert.Contains("nobody", faults[0].Message, StringComparison.Ordinal);
        Assert.Null(Read("nothing of the sort", out faults));
        Assert.StartsWith("no rules", Assert.Single(faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_forward_leads_inside_and_lets_in()
    {
        var policy = Read("id,source,destination,protocol,ports,action\n1,any,198.51.100.1,tcp,2222,DNAT 10.0.0.1:22\n",
            out var faults)!;
        Assert.Empty(faults);
        Assert.Equal(["-A FORWARD -m conntrack --ctstate DNAT -j ACCEPT"], Lines(policy, IpFamily.V4));
        var forward = Assert.Single(PortForward.Of(policy.Of(IpFamily.V4)!));
        Assert.Equal((Ip.Parse("10.0.0.1"), (ushort)22), (forward.Inner, forward.Port!.Value));
        Assert.Equal("1", policy.Given(forward.Rule.Line)!.Name);
    }

    static Policy? Read(string text, out ImmutableArray<Fault> faults)
    {
        var policy = PolicyReader.Read(new([new("rules", text)]), out var found);
        faults = [.. found.Select(fault => fault.Fault)];
        return policy;
    }

    static IEnumerable<string> Lines(Policy policy, IpFamily family) =>
        policy.Of(family)!.TableNamed("filter")!.ChainNamed("FORWARD")!.Rules
            .Select(rule => RuleWriter.Print(rule, "FORWARD"));
}
