using System.Text;
using Merlon.RootCause.Causes;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Policies;
using Merlon.Scenarios;

namespace Merlon.RootCause;

public sealed class DiagnosticianTests
{
    static readonly IReadOnlyList<Scenario> All = Scenario.All();

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0.85)]
    public void The_causes_of_made_incidents_are_found(bool isHeldOut, double abstentions)
    {
        var judged = Judgement.Of(All.Where(scenario => scenario.IsHeldOut == isHeldOut)
            .Select(scenario => (scenario, Diagnosed(scenario).Answer)));
        TestContext.Current.SendDiagnosticMessage($"{(isHeldOut ? "held out" : "development")}: {judged}");
        Assert.True(judged.ExactSets >= 0.9 && judged.RightAbstentions >= abstentions, $"{judged}");
    }

    static Diagnosis Diagnosed(Scenario scenario)
    {
        var readers = scenario.Logs.Select((log, number) => new LogReader(
            new MemoryStream(Encoding.UTF8.GetBytes(log.Text)), number, log.Name, default)).ToList();
        var policy = PolicyReader.Read(
            new([.. scenario.Rules.Select(file => new PolicyFile(file.Name, file.Text))]), out var faults);
        Assert.Empty(faults);
        return Diagnostician.Diagnose(LogBook.Read(readers), policy);
    }
}
