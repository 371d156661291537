namespace Merlon.Evaluation;

public class LoggedAlertsTests
{
    const string Key = "tcp 203.0.113.1:1000 > 192.0.2.1:80", Back = "tcp 192.0.2.1:80 > 203.0.113.1:1000";

    [Theory]
    [InlineData(Key, 10, true)]
    [InlineData(Back, 15, true)]    // a signature may look at the answer
    [InlineData(Key, 20, true)]
    [InlineData(Key, 8, true)]      // clocks are two seconds apart
    [InlineData(Key, 22, true)]
    [InlineData(Key, 7.9, false)]
    [InlineData(Key, 22.1, false)]
    [InlineData("tcp 203.0.113.1:1001 > 192.0.2.1:80", 15, false)]
    [InlineData("udp 203.0.113.1:1000 > 192.0.2.1:80", 15, false)]
    public void An_alert_is_on_the_flow_of_its_five_tuple_and_time(string key, double second, bool isOn)
    {
        var alerts = new LoggedAlerts();
        alerts.Add(Given.Key(key), Given.Noon.AddSeconds(second));
        var flow = Given.Flow(Key, 10) with { Duration = TimeSpan.FromSeconds(10) };
        Assert.Equal(isOn, alerts.IsOn(flow));
    }

    [Fact]
    public void Is_what_a_look_at_every_alert_finds()
    {
        var random = new Random(1);
        var (alerts, all) = (new LoggedAlerts(), new List<(Flows.FlowKey Key, double Second)>());
        var found = 0;
        for (var i = 0; i < 3_000; i++)
        {
            var (key, second) = (Given.Key(Arbitrary.Key(random)), random.Next(400) / 2.0);
            if (i % 3 == 0)
            {
                all.Add((key, second));
                alerts.Add(key, Given.Noon.AddSeconds(second));
                continue;
            }

            var flow = Given.Flow($"{key}", second) with { Duration = TimeSpan.FromSeconds(random.Next(6)) };
            var end = second + flow.Duration.TotalSeconds;
            var isOn = all.Exists(alert => (alert.Key == flow.Key || alert.Key.Reversed == flow.Key)
                && alert.Second >= second - 2 && alert.Second <= end + 2);
            Assert.Equal(isOn, alerts.IsOn(flow));
            found += isOn ? 1 : 0;
        }

        Assert.InRange(found, 50, 1_900);
    }
}
