using Merlon.Rules;

namespace Merlon.Language;

public class AtomicRuleTests
{
    [Theory]
    [InlineData(Hook.Forward)]
    [InlineData(Hook.Input)]
    public void Each_is_a_rule_that_can_be_proposed_and_says_when(Hook hook)
    {
        var all = AtomicRule.In(hook);
        Assert.InRange(all.Length, 10, 14);
        Assert.All(all, atomic =>
        {
            Assert.NotEmpty(atomic.Rules);
            Assert.True(atomic.When.Length is > 60 and < 300, atomic.When);
            Assert.All(atomic.Rules, line =>
            {
                var answer = RuleAnswerReader.Read(line, hook);
                Assert.True(answer.IsValid, line);
                Assert.NotEmpty(Precedent.RulesIn([line], hook));
            });
        });
    }
}
