using Merlon.Context;
using Merlon.Context.Syntax;
using Merlon.Rules;

namespace Merlon.Synthesis;

/// <summary>No strategy takes a rule that drops what the operator protects, whatever the traffic.</summary>
public class ProtectedTrafficTests
{
    static readonly ResponseSettings Settings = ResponseSettings.Default;

    [Fact]
    public void A_source_that_is_allowed_is_not_blocked_and_another_is()
    {
        var site = Read("internal: 192.0.2.0/24\nallow: {from: 203.0.113.0/25}");
        Assert.Equal(["everything from 203.0.113.200"], RulesOf(new TalkStrategy(0), site,
            "tcp 203.0.113.7:1000 > 192.0.2.1:80", "tcp 203.0.113.200:1000 > 192.0.2.1:80"));
        Assert.Equal(["everything from 203.0.113.200"], RulesOf(new PublicStrategy(0.4), site,
            "tcp 203.0.113.7:1 > 192.0.2.1:80", "tcp 203.0.113.7:2 > 192.0.2.1:80",
            "tcp 203.0.113.200:1 > 192.0.2.1:80", "tcp 203.0.113.200:2 > 192.0.2.1:80"));
    }

    [Fact]
    public void An_allow_may_be_narrowed_to_what_is_needed()
    {
        var site = Read("allow: {from: 203.0.113.7, to: 192.0.2.1, services: tcp/443}");
        Assert.Equal(["everything to 192.0.2.1:22 by tcp"],
            RulesOf(new TalkStrategy(0), site, "tcp 203.0.113.7:1000 > 192.0.2.1:22"));
        Assert.Empty(RulesOf(new TalkStrategy(0), site, "tcp 203.0.113.7:1000 > 192.0.2.1:443"));
    }

    [Fact]
    public void With_critical_addresses_a_rule_names_one_connection() =>
        Assert.Equal(["tcp from 203.0.113.7:1000 to 192.0.2.1:22"], RulesOf(
            new TalkStrategy(0), Read("critical: 192.0.2.128/28"), "tcp 203.0.113.7:1000 > 192.0.2.1:22"));

    [Fact]
    public void Whatever_the_traffic_the_rules_that_are_made_are_proven_harmless()
    {
        var (made, forbidden) = (0, 0);
        for (var seed = 0; seed < 450; seed++)
        {
            var random = new Random(seed);
            var site = new RandomSite(random).Next();
            IStrategy strategy = (seed % 3) switch
            {
                0 => new TalkStrategy(0.2),
                1 => new PublicStrategy(0.2),
                _ => new MerlonStrategy(1),
            };
            var responder = new Responder(strategy, new(Hook.Forward), Settings, context: site);
            foreach (var flow in Arbitrary.Traffic(random, 120))
                responder.Drops(flow, flow.Label is Flows.Label.Malicious);

            var rules = DropRuleSets.Of(Hook.Forward, responder.Made.Select(rule => (rule.Rule, "")));
            Assert.All(rules.SelectMany(set => ProtectionProof.Of(set, site)), found => Assert.Null(found.Loss));
            made += responder.Made.Count;
            if (responder.HasForbidden) forbidden++;
        }

        Assert.True(made > 300 && forbidden > 100, $"{made} {forbidden}");
    }

    static IEnumerable<string> RulesOf(IStrategy strategy, SiteContext site, params string[] attacks)
    {
        var vantage = new Vantage(Hook.Forward, [.. site.Internals.Select(block => block.Value)]);
        var responder = new Responder(strategy, vantage, Settings, context: site);
        responder.Drops(Given.Flow("tcp 198.51.100.9:1000 > 192.0.2.1:80", -1), isAlert: false);
        responder.Drops(Given.Flow("tcp 198.51.100.9:1000 > 192.0.2.1:443", -1), isAlert: false);
        for (var i = 0; i < attacks.Length; i++)
            responder.Drops(Given.Flow(attacks[i], 30 * i, isAnswered: false), isAlert: true);
        return responder.Made.Select(made => made.Rule.ToString());
    }

    static SiteContext Read(string text)
    {
        var read = SiteContextReader.Read(text);
        Assert.Empty(read.Faults);
        return read.Context!;
    }
}
