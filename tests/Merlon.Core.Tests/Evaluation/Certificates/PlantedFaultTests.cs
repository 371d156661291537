using Merlon.Context.Syntax;
using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Evaluation.Certificates;

/// <summary>Whoever changes a certificate, its rule set or its logs is found out.</summary>
public class PlantedFaultTests
{
    static readonly Lazy<Certified> Scanned = new(() => Certified.Attacked("vertical scan", 1));
    static readonly Lazy<Certified> Flooded = new(() => Certified.Attacked("flood from spoofed sources", 1));
    static readonly Lazy<Certified> Closed = new(() => Certified.Attacked("scan by a thousand", 1, honestSeconds: 200));

    static IEnumerable<Certified> All => [Scanned.Value, Flooded.Value, Closed.Value];

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void A_count_that_is_one_off(int off)
    {
        foreach (var certified in All)
        {
            Func<Totals, Totals>[] totals =
            [
                one => one with { Alerts = one.Alerts + off }, one => one with { Covered = one.Covered + off },
                one => one with { Benign = one.Benign + off },
            ];
            Assert.All(totals, change => Assert.Single(certified.With(certificate => certificate with
            {
                Totals = change(certificate.Totals),
            }).Faults()));
            Assert.Single(certified.WithRule(0, rule => rule with { Alerts = rule.Alerts + off }).Faults());
        }

        Assert.Single(Scanned.Value.With(certificate => certificate with
        {
            Totals = certificate.Totals with { BenignDropped = 1, OutOfReach = 0 },
        }).Faults());
        Assert.Single(Scanned.Value.WithRule(0, rule => rule with { Benign = 1 }).Faults());
        Assert.Single(Scanned.Value.With(certificate => certificate with
        {
            Totals = certificate.Totals with { OutOfReach = 1 },
        }).Faults());
    }

    [Fact]
    public void A_bound_that_is_too_low()
    {
        foreach (var certified in All)
        {
            for (var i = 0; i < certified.Certificate.Rules.Length; i++)
            {
                AssertFound(certified, i, "bound", bound => bound with { Share = bound.Share * 0.999 });
                AssertFound(certified, i, "seen", bound => bound with { Seen = bound.Seen * 2 });
                AssertFound(certified, i, "risk", bound => bound with { Risk = 0.051, Share = 1 });
                AssertFound(certified, i, "risk", bound => bound with { Risk = 0 });
                if (certified.Certificate.Rules[i].Bound!.Hits > 0)
                    AssertFound(certified, i, "hits", bound => bound with { Hits = bound.Hits - 1 });
                if (certified.Certificate.Rules[i].Bound!.Ground is BoundGround.Newcomers)
                    AssertFound(certified, i, "next", bound => bound with { Next = bound.Next * 2 });
                else AssertFound(certified, i, "bound", bound => bound with { Hits = bound.Hits + 1 });
            }
        }

        AssertFound(Scanned.Value, 0, "seen", bound => bound with { Hits = long.MaxValue - 1, Seen = long.MaxValue });
        var grounds = All.SelectMany(certified => certified.Certificate.Rules).Select(rule => rule.Bound!.Ground);
        Assert.Equal(Enum.GetValues<BoundGround>(), grounds.Distinct().Order());
        Assert.Contains("epsilon", Named(Closed.Value.With(certificate => certificate with { Epsilon = 0.001 })));
    }

    [Fact]
    public void A_rule_that_the_text_has_otherwise()
    {
        var wide = Scanned.Value.WithText(text => text.Replace("/32", "/8", StringComparison.Ordinal));
        Assert.Contains("rules of the text", Named(wide));

        // And claimed so: then it is another rule, of which the counts are not true.
        var everybody = Scanned.Value.WithText(Widened)
            .WithRule(0, rule => rule with { Lines = [.. rule.Lines.Select(Widened)] });
        Assert.Contains("benign flows dropped by it", Named(everybody));
        Assert.Contains("hits", Named(everybody));

        static string Widened(string text) => System.Text.RegularExpressions.Regex.Replace(text, " -s [0-9./]+", "");
    }

    [Fact]
    public void A_chain_from_which_no_client_returns()
    {
        var returns = Flooded.Value.Certificate.RuleSet.Text.Split('\n')
            .Where(line => line.EndsWith("-j RETURN", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(returns);
        Assert.Contains("rules of the text", Named(Flooded.Value.WithText(text =>
            text.Replace(returns[0] + "\n", "", StringComparison.Ordinal))));

        var all = Flooded.Value.WithText(text =>
            string.Concat(text.Split('\n')[..^1].Except(returns).Select(line => line + "\n")));
        var (claim, index) = Flooded.Value.Certificate.Rules.Index()
            .Where(rule => rule.Item.Lines.Intersect(returns).Any()).Select(rule => (rule.Item, rule.Index)).First();
        var claimedSo = all.WithRule(index, rule => rule with { Lines = [.. rule.Lines.Except(returns)] });
        Assert.Contains("benign flows dropped by it", Named(claimedSo));
    }

    [Fact]
    public void A_rule_too_many_or_too_few()
    {
        foreach (var certified in All)
        {
            var last = certified.Certificate.Rules[^1].Lines[^1];
            Assert.Contains("rules of the text", Named(certified.WithText(text =>
                text.Replace(last + "\n", "", StringComparison.Ordinal))));
            Assert.Contains("rules of the text", Named(certified.WithText(text =>
                text.Replace("COMMIT", "-A FORWARD -s 11.0.0.1/32 -j DROP\nCOMMIT", StringComparison.Ordinal))));
            Assert.Contains("rules of the text", Named(certified.With(certificate =>
                certificate with { Rules = certificate.Rules.RemoveAt(0) })));
        }

        var twice = Scanned.Value.Certificate.Rules[0] with { Lines = ["-A FORWARD -s 11.0.0.1/32 -j DROP"] };
        Assert.Contains("rules of the text", Named(Scanned.Value.With(certificate =>
            certificate with { Rules = certificate.Rules.Add(twice) })));
    }

    [Fact]
    public void A_text_of_another_digest() =>
        Assert.Equal(["SHA-256 of the rule set"], Named(Scanned.Value.With(certificate => certificate with
        {
            RuleSet = certificate.RuleSet with { Text = certificate.RuleSet.Text + "# more\n" },
        })));

    [Fact]
    public void A_log_that_says_otherwise()
    {
        var certified = Scanned.Value;
        var honest = certified.Log.ToList().FindIndex(seen => seen.Flow.Label is Label.Benign);
        var alert = certified.Log.ToList().FindIndex(seen => seen.Flow.Label is Label.Malicious);
        var source = certified.Log[alert].Flow.Key.SourceIp;
        var flow = certified.Log[honest].Flow;
        var other = flow with
        {
            Key = new(IpProtocol.Tcp, new(source, 1), flow.Key.Destination),
        };
        Observation[] changed = [.. certified.Log];
        changed[honest] = Observation.Of(other);
        Assert.Contains("benign flows dropped", Named(certified with { Log = changed }));
        Assert.Contains("alerts", Named(certified with { Log = [.. certified.Log.Where((_, i) => i != alert)] }));
    }

    [Fact]
    public void A_rule_that_drops_what_the_context_protects()
    {
        var (site, faults) = SiteContextReader.Read("internal: 192.0.2.0/24\nadmins: 203.0.113.9\n");
        Assert.Empty(faults);
        var log = Enumerable.Range(0, 50).Select(i => Observation.Of(Given.Flow(
            $"tcp 203.0.113.7:{1000 + i} > 192.0.2.1:80", i, Label.Malicious, isAnswered: false))).ToList();
        var certified = Certified.Of(
            log, new MerlonStrategy(0.1), 0.1, Hook.Forward, [IpPrefix.Parse("192.0.2.0/24")], site);
        Assert.Empty(certified.Faults(site));
        var fault = Assert.Single(certified
            .WithText(text => text.Replace("203.0.113.7", "203.0.113.9", StringComparison.Ordinal))
            .Faults(site), claim => claim.Claim == "protected traffic");
        Assert.Equal("admin 203.0.113.9", fault.Found);
        Assert.Contains("internals", certified.With(certificate => certificate with { Internals = [] })
            .Faults(site).Select(claim => claim.Claim));
    }

    static void AssertFound(Certified certified, int rule, string claim, Func<BoundClaim, BoundClaim> change)
    {
        var changed = certified.WithRule(rule, one => one with { Bound = change(one.Bound!) });
        Assert.Contains(claim, Named(changed));
    }

    static IEnumerable<string> Named(Certified certified) => certified.Faults().Select(fault => fault.Claim);
}
