namespace Merlon.Scenarios;

/// <summary>The scenarios of the seed that judges, made once.</summary>
static class Told
{
    public static IReadOnlyList<Scenario> All { get; } = Scenario.All();
}
