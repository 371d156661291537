using Merlon.Rules;

namespace Merlon.Synthesis;

public class SourceStrategyTests
{
    static readonly ResponseSettings AtOnce = ResponseSettings.Default with { Reaction = TimeSpan.Zero };

    [Fact]
    public void Drops_what_an_alerts_source_sends_at_once_and_for_good()
    {
        var responder = Responder();
        Assert.False(responder.Drops(Given.Flow("tcp 203.0.113.1:1000 > 192.0.2.1:80"), isAlert: true));
        Assert.True(responder.Drops(Given.Flow("tcp 203.0.113.1:1001 > 192.0.2.9:443", 0.1), isAlert: false));
        Assert.True(responder.Drops(Given.Flow("tcp 192.0.2.2:9 > 203.0.113.1:80", 1e6), isAlert: false));   // answers
        Assert.False(responder.Drops(Given.Flow("tcp 203.0.113.2:1000 > 192.0.2.1:80", 1e6), isAlert: false));
        Assert.Equal("everything from 203.0.113.1", $"{Assert.Single(responder.Made).Rule}");
    }

    [Fact]
    public void Is_not_deterred_by_honest_traffic_and_tells_of_it()
    {
        var responder = Responder();
        for (var i = 0; i < 5; i++)
            responder.Drops(Given.Flow($"tcp 203.0.113.1:{2000 + i} > 192.0.2.1:80", i), isAlert: false);
        responder.Drops(Given.Flow("tcp 203.0.113.1:1000 > 192.0.2.1:80", 5), isAlert: true);
        Assert.Equal(5, Assert.Single(responder.Made).Proposal.Benign);
    }

    [Fact]
    public void Makes_a_rule_for_each_source_once()
    {
        var responder = new Responder(new SourceStrategy(), new(Hook.Forward), ResponseSettings.Default);
        for (var i = 0; i < 4; i++)   // within the reaction, so that all are seen
            responder.Drops(Given.Flow($"tcp 203.0.113.{1 + i % 2}:1000 > 192.0.2.1:80", 0.1 * i), isAlert: true);
        Assert.Equal(
            ["everything from 203.0.113.1", "everything from 203.0.113.2"],
            responder.Made.Select(made => $"{made.Rule}"));
    }

    [Fact]
    public void Makes_none_where_no_rule_can_stop_the_flow()
    {
        var responder = Responder();
        responder.Drops(Given.Flow("tcp 192.0.2.1:1000 > 192.0.2.2:80"), isAlert: true);   // behind the firewall
        var unsent = Given.Flow("tcp 203.0.113.1:1000 > 192.0.2.1:80", 1) with { Forward = default };
        responder.Drops(unsent, isAlert: true);
        Assert.Empty(responder.Made);
    }

    static Responder Responder() => new(new SourceStrategy(), new(Hook.Forward), AtOnce);
}
