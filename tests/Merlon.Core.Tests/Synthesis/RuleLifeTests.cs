using Merlon.Alerts;
using Merlon.Rules;

namespace Merlon.Synthesis;

/// <summary>Rules that end, those that live on with what they drop, and those that give way.</summary>
public class RuleLifeTests
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_rule_ends_unless_what_it_drops_renews_it(bool isRenewed)
    {
        var responder = Responder(new(Minute, isRenewed));
        Assert.False(Drops(responder, 0, isAlert: true));
        Assert.False(Drops(responder, 0.5));   // it binds after a second
        Assert.True(Drops(responder, 1));
        Assert.True(Drops(responder, 50));
        Assert.Equal(isRenewed, Drops(responder, 62));
        Assert.Equal(isRenewed, Drops(responder, 119));
        Assert.False(Drops(responder, 240));
        Assert.Single(responder.Made);
    }

    [Fact]
    public void In_hindsight_no_rule_ends()
    {
        var responder = Responder(new(Minute, IsRenewed: false), isHindsight: true);
        Drops(responder, 0, isAlert: true);
        Assert.True(Drops(responder, 1_000));
    }

    [Fact]
    public void A_rule_that_is_made_anew_takes_the_place_of_the_first()
    {
        var responder = Responder(new(Minute, IsRenewed: false, Spares: 80));
        Drops(responder, 0, isAlert: true);
        Assert.False(Drops(responder, 2, isAlert: true));   // spared: made again, without
        Assert.True(Drops(responder, 4));
        Assert.True(Drops(responder, 62));                  // not with the life of the first
        Assert.False(Drops(responder, 64));
        Assert.Equal(0, responder.Made[1].Proposal.Replaces);
        Assert.Empty(responder.Standing);
    }

    static Responder Responder(OneRule strategy, bool isHindsight = false) =>
        new(strategy, new(Hook.Forward), ResponseSettings.Default, isHindsight);

    static bool Drops(Responder responder, double second, bool isAlert = false) =>
        responder.Drops(Given.Flow("tcp 203.0.113.1:1000 > 192.0.2.1:80", second), isAlert);

    /// <summary>Blocks each alert's source; the first time it spares a port.</summary>
    sealed record OneRule(TimeSpan Life, bool IsRenewed, ushort? Spares = null) : IStrategy
    {
        FlowPrints _alert;
        bool _hasSpared;

        public string Name => "one";

        public TimeSpan Period => TimeSpan.Zero;

        public int MostRules => 10;

        public void Notice(in Alert alert, in FlowPrints prints, bool isCovered, bool isFirst) => _alert = prints;

        public void Propose(Situation situation)
        {
            var spared = _hasSpared || Spares is not { } port ? null : new Spared([port], []);
            _hasSpared = true;
            var rule = DropRule.FromSource(_alert.Key.SourceIp) with { IsNew = true, Spared = spared };
            situation.Take(new(rule, _alert.Forward(Atom.Source), 1, 1, 0) { Life = Life, IsRenewed = IsRenewed });
        }
    }
}
