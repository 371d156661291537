using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Synthesis;

public class ResponseTests
{
    const string Attack = "tcp 203.0.113.1:1000 > 192.0.2.1:80";

    [Fact]
    public void Counts_what_a_recount_over_all_observations_counts()
    {
        var (covered, dropped, several, repeated, withdrawn) = (0, 0, 0, 0, 0);
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var (strategy, vantage, settings) = World(random);
            var responder = new Responder(strategy, vantage, settings, isHindsight: true);
            var (response, recount) = (new Response(responder), new Recount(vantage, settings));
            foreach (var (observation, isAlert) in Log(random))
            {
                response.Next(observation, isAlert);
                recount.See(observation, isAlert);
            }

            response.End();
            recount.NoteRules(responder.Made);
            recount.AssertEqual(response);
            Assert.Equal(
                (response.Alerts - response.OutOfReach.Count, response.BenignFlows, 0),
                (response.AlertTraffic.Sum(way => way.Flows), response.BenignTraffic.Sum(way => way.Flows),
                    response.ForgottenTraffic));
            Assert.Equal(response.Covered, response.Rules.Sum(effect => effect.Alerts.Count));
            Assert.Equal(response.BenignDropped, response.Rules.Sum(effect => effect.Benign.Count));
            covered += recount.Covered;
            dropped += recount.Dropped;
            several += recount.MetBySeveral;
            repeated += recount.Repeated;
            withdrawn += recount.Withdrawn;
        }

        Assert.True(
            covered > 5_000 && dropped > 500 && several > 500 && repeated > 500 && withdrawn > 500,
            $"{covered} covered, {dropped} dropped, {several} met by several, {repeated}, {withdrawn} withdrawn");
    }

    // What has no room by its five-tuple is counted by its way, and what has none so is said to be forgotten.
    [Theory]
    [InlineData(1_000, false)]
    [InlineData(500_000, true)]
    public void A_flood_is_counted_in_bounded_memory(int sources, bool isForgotten)
    {
        var response = new Response(
            new(new TalkStrategy(0), new(Hook.Forward), ResponseSettings.Default, isHindsight: true));
        for (var i = 0; i < 500_000; i++)
        {
            var source = new Endpoint(Ip.V4(0xC600_0000 + (uint)(i % sources)), (ushort)(1_024 + i / sources));
            response.Next(new(RecordKind.Flow, Given.Noon, new()
            {
                Key = new(IpProtocol.Tcp, source, new(Ip.V4(0x0A4D_010A), 80)),
                FirstSeen = Given.Noon,
                Forward = new(1, 60),
            }), isAlert: false);
        }

        Assert.Equal(500_000, response.BenignTraffic.Sum(way => way.Flows) + response.ForgottenTraffic);
        Assert.Equal(isForgotten, response.ForgottenTraffic > 0);
        Assert.True(response.BenignTraffic.Count() <= 2 * ((1 << 17) + (1 << 16)));
    }

    [Fact]
    public void A_rule_is_held_against_what_is_in_the_windows_and_all_that_follows()
    {
        var response = After(
            0.5, Flow("tcp 203.0.113.1:999 > 192.0.2.2:443", -9), Flow("tcp 203.0.113.9:999 > 192.0.2.2:443", -8),
            Alert(Attack, 0), Alert(Attack, 5), Flow("tcp 203.0.113.1:998 > 192.0.2.2:443", 6),
            Flow("tcp 192.0.2.2:443 > 203.0.113.1:997", 7), Flow("tcp 203.0.113.9:998 > 192.0.2.2:443", 8));
        var effect = Assert.Single(response.Rules);
        Assert.Equal("everything from 203.0.113.1", $"{effect.Made.Rule}");
        Assert.Equal((2, 2, 2), (response.Alerts, response.Covered, effect.Alerts.Count));
        Assert.Equal((5, 3, 3), (response.BenignFlows, response.BenignDropped, effect.Benign.Count));
        Assert.Equal([-9, 6, 7], effect.Benign.First.Select(flow => (flow.At - Given.Noon).TotalSeconds));
    }

    // What a narrow rule stops stays with it when a wider one comes: it is not covered twice.
    [Fact]
    public void An_alert_is_covered_once_however_many_rules_come_to_cover_it()
    {
        var responder = new Responder(
            new TalkStrategy(0), new(Hook.Forward), new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(10), default));
        var response = new Response(responder);
        Next(response, Flow("tcp 203.0.113.1:999 > 192.0.2.2:443", -9), Alert(Attack, 0));
        Assert.Equal(["everything to 192.0.2.1:80 by tcp"], response.Rules.Select(effect => $"{effect.Made.Rule}"));

        Next(response, Alert("tcp 203.0.113.1:1001 > 192.0.2.1:22", 2));   // its honest flow is old: the source may go
        Assert.Equal((2, 2), (response.Alerts, response.Covered));
        Assert.Equal([1, 1], response.Rules.Select(effect => effect.Alerts.Count));
    }

    [Fact]
    public void Several_alerts_on_one_flow_count_once_in_a_window()
    {
        var flow = Given.Flow(Attack);
        Observation[] log = [.. new[] { 0, 30, 80, 150 }.Select(second =>
            new Observation(RecordKind.Alert, Given.Noon.AddSeconds(second), flow))];
        var response = After(0, log);
        Assert.Equal((2, 2, 2), (response.Alerts, response.Covered, response.WindowCount));
        Assert.Equal(
            [new(1, log[0].At, log[2].At, 1, RulesMade: 1), new(2, log[3].At, log[3].At, 1, RulesMade: 0)],
            response.Windows);
    }

    // Two sensors: the flow comes as a flow and is benign until the other sensor's alert.
    [Fact]
    public void A_flow_whose_alert_comes_later_was_not_benign()
    {
        var response = After(
            0, Flow(Attack, 0), new(RecordKind.Alert, Given.Noon.AddSeconds(2), Given.Flow(Attack)),
            Flow("tcp 203.0.113.1:1001 > 192.0.2.1:80", 3));
        var rule = Assert.Single(response.Rules);
        Assert.Equal("everything from 203.0.113.1", $"{rule.Made.Rule}");
        Assert.Equal((1, 1, 1), (response.BenignFlows, response.BenignDropped, rule.Benign.Count));

        var reversed = Given.Flow("tcp 192.0.2.1:80 > 203.0.113.1:1001", 3);
        Next(response, new Observation(RecordKind.Alert, Given.Noon.AddSeconds(4), reversed));
        Assert.Equal((0, 0), (response.BenignFlows, response.BenignDropped));
        Assert.Empty(Assert.Single(response.Rules).Benign.First);
    }

    [Fact]
    public void Alerts_that_no_rule_here_can_stop_are_listed_and_not_covered()
    {
        var vantage = new Vantage(Hook.Input, IpPrefix.Parse("192.0.2.0/24"));
        var response = new Response(new(new TalkStrategy(0), vantage, ResponseSettings.Default));
        string[] outOfReach =
            ["arp 203.0.113.1 > 192.0.2.1", "tcp 192.0.2.1:1 > 192.0.2.9:2", "tcp 10.0.0.1:1 > 10.9.0.1:2"];
        Next(response, [.. outOfReach.Select(key => Alert(key, 0)), Alert(Attack, 1)]);
        Assert.Equal(outOfReach, response.OutOfReach.First.Select(alert => $"{alert.Flow.Key}"));
        Assert.Equal((4, 1), (response.Alerts, response.Covered));
    }

    [Fact]
    public void Shows_the_first_of_many_and_counts_all()
    {
        var attacks = Enumerable.Range(0, 1_000).Select(i => Alert($"tcp 203.0.113.1:{i / 2} > 192.0.2.1:80", i / 100));
        var alerts = Assert.Single(After(0, [.. attacks]).Rules).Alerts;
        Assert.Equal((1_000, Matches.MostShown), (alerts.Count, alerts.First.Count));
        Assert.Equal(Matches.MostShown - 1, alerts.First[^1].Flow.Key.SourcePort!.Value);
    }

    [Fact]
    public void Of_many_windows_the_latest_are_kept_and_all_are_counted()
    {
        var response = After(0, [.. Enumerable.Range(0, 1_500).Select(i => Alert(Attack, 61 * i))]);
        Assert.Equal(1_500, response.WindowCount);
        var closedAndOpen = Enumerable.Range(500, Response.MostWindows + 1);
        Assert.Equal(closedAndOpen, response.Windows.Select(window => window.Number));
    }

    // Rules that give way leave alerts open that the next ones cover again.
    [Fact]
    public void Where_rules_give_way_an_alert_is_still_covered_once()
    {
        var settings = ResponseSettings.Default with { MaxIdle = TimeSpan.FromHours(1) };
        var response = new Response(new(new PublicStrategy(0), new(Hook.Forward), settings));
        for (var i = 0; i < 1_000; i++)
            Next(response, Alert($"tcp 203.0.113.{i % 20}:1000 > 198.51.{i % 200}.1:80", 2 * i));
        Assert.True(response.Covered <= response.Alerts, $"{response.Covered} of {response.Alerts}");
        response.End();
        Assert.Equal(10, response.Rules.Count);
    }

    static Observation Flow(string key, double second) => Observation.Of(Given.Flow(key, second, Label.None));

    static Observation Alert(string key, double second) =>
        Observation.Of(Given.Flow(key, second, Label.Malicious, isAnswered: false));

    static Response After(double epsilon, params Observation[] log)
    {
        var response = new Response(
            new(new TalkStrategy(epsilon), new(Hook.Forward), ResponseSettings.Default, isHindsight: true));
        Next(response, log);
        return response;
    }

    static void Next(Response response, params Observation[] log)
    {
        foreach (var observation in log)
        {
            var isAlert = observation.Kind is RecordKind.Alert || observation.Flow.Label is Label.Malicious;
            response.Next(observation, isAlert);
        }

        response.End();
    }

    static (IStrategy Strategy, Vantage Vantage, ResponseSettings Settings) World(Random random)
    {
        IpPrefix[] inside = [IpPrefix.Parse("192.0.2.0/24"), IpPrefix.Parse("2001:db8:1::/48")];
        var vantage = new Vantage(random.Next(4) == 0 ? Hook.Input : Hook.Forward, random.Next(2) == 0 ? inside : []);
        var settings = new ResponseSettings(
            TimeSpan.FromSeconds(random.Next(1, 90)), TimeSpan.FromSeconds(random.Next(1, 400)),
            TimeSpan.FromMilliseconds(random.Next(3_000)));
        return (new TalkStrategy(new[] { 0, 0.05, 0.1, 0.3 }[random.Next(4)]), vantage, settings);
    }

    // Flows that a label calls malicious, flows of which the NIDS notes that it had an alert, and flows that look
    // honest until the alerts on them come.
    static IEnumerable<(Observation Seen, bool IsAlert)> Log(Random random)
    {
        var log = new List<(Observation Seen, bool IsAlert)>();
        foreach (var flow in Arbitrary.Traffic(random, 80))
        {
            var kind = flow.Label is Label.Malicious ? random.Next(3) : 3;
            var record = kind == 1 ? RecordKind.AlertedFlow : RecordKind.Flow;
            var seen = kind == 2 || random.Next(2) == 0 ? flow with { Label = Label.None } : flow;
            log.Add((new(record, flow.FirstSeen, kind < 2 ? flow : seen), kind < 2));
            for (var i = random.Next(1, 4); i > 0 && kind is 1 or 2; i--)
                log.Add((new(RecordKind.Alert, flow.FirstSeen.AddSeconds(random.Next(40) / 10d), flow), true));
        }

        return log.OrderBy(seen => seen.Seen.At);
    }
}
