using Merlon.Flows;
using Merlon.Rules;

namespace Merlon.Language.Benchmark;

public class AnswerEffectTests
{
    static readonly Vantage Gateway = new(Hook.Forward);

    // Five flows of one source at once, and one of another; two pass in a minute.
    [Theory]
    [InlineData(null, 5)]
    [InlineData(2, 3)]
    public void A_rule_with_a_limit_drops_what_comes_above_it(int? limit, int blocked)
    {
        Flow[] flows =
        [
            .. Enumerable.Range(0, 5).Select(
                place => Given.Flow($"tcp 203.0.113.9:{4_000 + place} > 192.0.2.10:80", place / 10.0, Label.Malicious)),
            Given.Flow("tcp 203.0.113.8:4000 > 192.0.2.10:80", 1),
            Given.Flow("tcp 203.0.113.9:5000 > 203.0.113.10:80", 2),   // does not come by
        ];
        var rule = DropRule.For(Atom.SourceToService, flows[0].Key)!.Value with
        {
            IsNew = true,
            Above = limit is { } most ? new(most) : null,
        };
        Assert.Equal(new(5, blocked, 2, 0), AnswerEffect.Of([rule], flows, Gateway));
    }

    [Fact]
    public void An_answer_is_counted_on_all_that_is_labelled()
    {
        Flow[] flows =
        [
            Given.Flow("tcp 203.0.113.9:4000 > 192.0.2.10:2323", 0, Label.Malicious),
            Given.Flow("udp 203.0.113.9:4000 > 192.0.2.10:2323", 1, Label.Malicious),
            Given.Flow("tcp 203.0.113.8:4000 > 192.0.2.10:2323", 2),
            Given.Flow("tcp 203.0.113.8:4000 > 192.0.2.10:2323", 3, Label.Background),
        ];
        var answer = new AnswerRuleSet(["-A FORWARD -p tcp --syn --dport 2323 -j DROP"], Hook.Forward);
        var effect = AnswerEffect.Of(answer, flows, Gateway);
        Assert.Equal((new FutureEffect(2, 1, 1, 1), 0.5, 1), (effect, effect.Cbr, effect.Wbr));
    }
}
