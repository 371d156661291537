using Merlon.Context.Syntax;

namespace Merlon.Context;

public class SiteContextReaderTests
{
    public const string Good = """
        # The office
        internal: [192.0.2.0/24, "2001:db8::/32"]
        assets:
          - name: web
            addresses: [192.0.2.10, "2001:db8::10"]
            role: web-server
            services: [tcp/80, tcp/443, udp/443]
          - name: "printers, upstairs"
            addresses: 192.0.2.64/28
            services: icmp
        critical: [192.0.2.128/28]
        admins: [203.0.113.5, "2001:db8:a::/64"]
        allow:
          - from: 198.51.100.0/24
            to: 192.0.2.10
            services: [tcp/443, tcp/8000-8080]
            reason: payment provider
          - from: "2001:db9::/48"
        block-for: 1h

        """;

    [Fact]
    public void Reads_all_that_can_be_said()
    {
        var read = SiteContextReader.Read(Good);
        Assert.Empty(read.Faults);
        var site = read.Context!;
        Assert.Equal(["192.0.2.0/24", "2001:db8::/32"], Texts(site.Internals));
        Assert.Equal(["web", "printers, upstairs"], site.Assets.Select(asset => asset.Name.Value));
        Assert.Equal((AssetRole.WebServer, AssetRole.Other), (site.Assets[0].Role, site.Assets[1].Role));
        Assert.Equal(["192.0.2.10/32", "2001:db8::10/128"], Texts(site.Assets[0].Addresses));
        Assert.Equal(["tcp/80", "tcp/443", "udp/443"], Texts(site.Assets[0].Services));
        Assert.Equal(["192.0.2.64/28"], Texts(site.Assets[1].Addresses));
        Assert.Equal(["icmp"], Texts(site.Assets[1].Services));
        Assert.Equal(["192.0.2.128/28"], Texts(site.Criticals));
        Assert.Equal(["203.0.113.5/32", "2001:db8:a::/64"], Texts(site.Admins));
        Assert.Equal(("payment provider", 14), (site.Allows[0].Reason, site.Allows[0].Line));
        Assert.Equal(["tcp/443", "tcp/8000-8080"], Texts(site.Allows[0].Services));
        Assert.Equal(["192.0.2.10/32"], Texts(site.Allows[0].To));
        Assert.Equal(["2001:db9::/48"], Texts(site.Allows[1].From));
        Assert.Equal(TimeSpan.FromHours(1), site.BlockFor);
        Assert.Equal([(5, 17), (5, 30)], site.Assets[0].Addresses.Select(block => (block.Line, block.Column)));
    }

    [Theory]
    [InlineData("intern: 192.0.2.0/24", "1:1: a site has no key 'intern'; expected internal")]
    [InlineData("critical: 192.0.2.1\ncritical: 192.0.2.2",
        "2:1: critical stands in line 1 already; expected each key once")]
    [InlineData("internal:", "1:10: nothing stands here; expected a prefix")]
    [InlineData("internal: {a: b}", "1:11: keys and values stands here; expected a prefix")]
    [InlineData("- 192.0.2.0/24", "1:1: a list stands here; expected keys of a site: internal, assets, critical")]
    [InlineData("hello", "1:1: a single value stands here; expected keys of a site")]
    [InlineData("", "1:1: nothing is said here; expected internal")]
    [InlineData("# only a comment\n", "1:1: nothing is said here; expected internal")]
    [InlineData("internal: 192.0.2.7/24", "1:11: 192.0.2.7/24 has bits set behind its first 24; expected 192.0.2.0/24")]
    [InlineData("admins: ['2001:db8::1/64']",
        "1:11: 2001:db8::1/64 has bits set behind its first 64; expected 2001:db8::/64")]
    [InlineData("internal: [192.0.2.0/33]", "1:12: '192.0.2.0/33' is no prefix; expected a prefix or an address")]
    [InlineData("admins: office", "1:9: 'office' is no prefix; expected a prefix or an address")]
    [InlineData("block-for: soon", "1:12: 'soon' is no length of time; expected one such as 90s")]
    [InlineData("block-for: 0s", "1:12: 0s is no time that a block can stand; expected 1s to 365d")]
    [InlineData("block-for: [1h]", "1:12: a list stands here; expected a length of time")]
    [InlineData("assets: [{addresses: 192.0.2.1}]",
        "1:10: an asset without name; expected name: beside its other keys")]
    [InlineData("assets: [{name: web}]", "1:10: an asset without addresses")]
    [InlineData("assets: [{name: '', addresses: 192.0.2.1}]", "1:18: nothing but blanks stands here")]
    [InlineData("assets: [{name: a, addresses: 192.0.2.1, rule: iot}]",
        "1:42: an asset has no key 'rule'; expected role")]
    [InlineData("assets: [{name: a, addresses: 192.0.2.1, role: webserver}]",
        "1:48: 'webserver' is no role; expected web-server")]
    [InlineData("allow: {from: 192.0.2.1, to: []}", "1:30: an empty list stands here; expected one item or more")]
    [InlineData("assets: {name: a, addresses: []}", "1:30: an empty list stands here; expected one item or more")]
    [InlineData("allow: [{to: 192.0.2.1}]", "1:9: an allow without from")]
    [InlineData("allow: {from: 192.0.2.1, services: tpc/80}", "1:36: 'tpc' is no protocol; expected tcp")]
    [InlineData("allow: {from: 192.0.2.1, services: tcp}",
        "1:36: tcp without a port; expected tcp/80 or tcp/8000-8080")]
    [InlineData("allow: {from: 192.0.2.1, services: tcp/66000}",
        "1:40: '66000' is no port; expected a number from 0 to 65535")]
    [InlineData("allow: {from: 192.0.2.1, services: tcp/90-80}",
        "1:36: the ports 90-80 run backwards; expected tcp/80-90")]
    [InlineData("allow: {from: 192.0.2.1, services: icmp/8}", "1:40: icmp has no ports; expected icmp")]
    [InlineData("admins: &all [192.0.2.1]", "1:9: the anchor &all; expected the value")]
    [InlineData("admins: *all", "1:9: the alias *all; expected the value that it stands for")]
    [InlineData("admins: !!str 192.0.2.1", "1:9: the tag tag:yaml.org,2002:str; expected the value alone")]
    [InlineData("admins: 192.0.2.1\n---\nadmins: 192.0.2.2", "2:1: a second document begins; expected one document")]
    [InlineData("[a]: b", "1:1: a list as a key; expected a single word")]
    [InlineData("internal: [[192.0.2.0/24]]", "1:12: a list stands here; expected a prefix")]
    public void A_fault_is_told_with_its_place_and_what_was_expected(string text, string expected)
    {
        var read = SiteContextReader.Read(text);
        Assert.Null(read.Context);
        Assert.StartsWith(expected, Assert.Single(read.Faults).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("internal: [192.0.2.0/24, 192.0.2.0/24]", "1:26: 192.0.2.0/24 stands already in line 1")]
    [InlineData("internal:\n- 10.1.0.0/16\n- 10.0.0.0/8", "3:3: 10.0.0.0/8 holds 10.1.0.0/16 in line 2")]
    [InlineData("internal:\n- '::/0'\n- '2001:db8::1'", "3:4: 2001:db8::1/128 lies in ::/0 in line 2")]
    [InlineData("assets:\n- {name: a, addresses: 192.0.2.1}\n- {name: b, addresses: 192.0.2.1}",
        "3:24: 192.0.2.1/32 stands already in line 2; expected each address in one asset")]
    [InlineData("assets:\n- {name: a, addresses: 192.0.2.0/30}\n- {name: b, addresses: 192.0.2.1}",
        "3:24: 192.0.2.1/32 lies in 192.0.2.0/30 in line 2")]
    [InlineData("assets:\n- {name: a, addresses: 192.0.2.1}\n- {name: A, addresses: 192.0.2.2}",
        "3:10: an asset is called A in line 2 already; expected another name")]
    [InlineData("assets: {name: a, addresses: [192.0.2.1, 10.0.0.1]}\ninternal: 192.0.2.0/24",
        "1:42: 10.0.0.1/32 is in no internal prefix (line 2), as an asset must be")]
    [InlineData("assets: {name: a, addresses: 192.0.2.0/23}\ninternal: 192.0.2.0/24",
        "1:30: 192.0.2.0/23 is in no internal prefix (line 2)")]
    [InlineData("internal: '2001:db8::/32'\nassets: {name: a, addresses: 192.0.2.1}",
        "2:30: 192.0.2.1/32 is in no internal prefix (line 1)")]
    [InlineData("assets: {name: a, addresses: 192.0.2.1, services: [tcp/80, udp/80, tcp/80]}",
        "1:68: tcp/80 stands in line 1 already; expected each service once")]
    [InlineData("allow: {from: 192.0.2.1, services: [tcp/1-90, tcp/443, tcp/80]}",
        "1:56: tcp/80 has ports that tcp/1-90 in line 1 has too")]
    [InlineData("internal: 192.0.2.0/24\nallow: {from: 203.0.113.1, to: 203.0.113.2}",
        "2:32: 203.0.113.2/32 is in no internal prefix (line 1), as what may be reached must be")]
    [InlineData("allow:\n  from: 192.0.2.1\n  to: '2001:db8::1'",
        "3:8: 2001:db8::1/128 is of another family than 192.0.2.1/32 in line 2; expected an allow for each family")]
    public void A_contradiction_is_told_with_both_places(string text, string expected) =>
        A_fault_is_told_with_its_place_and_what_was_expected(text, expected);

    [Fact]
    public void All_faults_are_told_in_one_run()
    {
        var faults = SiteContextReader.Read("""
            internal: [192.0.2.0/24, 192.0.2.300]
            asset: []
            assets:
              - {name: a, addresses: 10.0.0.1, role: printre}
              - {name: a, addresses: *x, services: [tcp/80, tcp/x]}
            block-for: 2000d
            """).Faults;
        Assert.Equal(["1:26", "2:1", "4:42", "5:12", "5:26", "5:53", "6:12"],
            faults.Select(fault => $"{fault.Line}:{fault.Column}"));
    }

    [Fact]
    public void What_came_before_the_text_broke_is_looked_at_too()
    {
        var faults = SiteContextReader.Read("critical: here\nadmins: [192.0.2.1\nallow: \"").Faults;
        Assert.Equal("1:11: 'here' is no prefix", $"{faults[0]}"[..25]);
        Assert.Contains("no YAML", faults[1].Message, StringComparison.Ordinal);
        Assert.Equal(2, faults.Length);
    }

    static IEnumerable<string> Texts<T>(IEnumerable<Placed<T>> values) => values.Select(placed => $"{placed.Value}");
}
