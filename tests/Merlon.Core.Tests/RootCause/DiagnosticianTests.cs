using Merlon.Scenarios;

namespace Merlon.RootCause;

public sealed class DiagnosticianTests
{
    static readonly IReadOnlyList<Scenario> All = Scenario.All();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_causes_of_made_incidents_are_found(bool isHeldOut)
    {
        var judged = Judgement.Of(All.Where(scenario => scenario.IsHeldOut == isHeldOut)
            .Select(scenario => (scenario, Made.Diagnosed(scenario).Answer)));
        TestContext.Current.SendDiagnosticMessage($"{(isHeldOut ? "held out" : "development")}: {judged}");
        Assert.True(judged.ExactSets >= 0.9 && judged.RightAbstentions == 1, $"{judged}");
    }
}
