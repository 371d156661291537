using System.Text.Encodings.Web;
using System.Text.Json;

namespace Merlon.Scenarios;

/// <summary>Scenarios as files, for people to look at.</summary>
public static class ScenarioFolder
{
    static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(string folder, IEnumerable<Scenario> scenarios)
    {
        foreach (var scenario in scenarios)
        {
            var own = Directory.CreateDirectory(Path.Combine(folder, scenario.Id.Replace('/', '_'))).FullName;
            foreach (var file in scenario.Logs.Concat(scenario.Rules))
                File.WriteAllText(Path.Combine(own, file.Name), file.Text);
            File.WriteAllText(Path.Combine(own, "expected.json"), ExpectedJson(scenario));
        }
    }

    /// <summary>The right answer, the policies without the faults, and which scenario it is.</summary>
    public static string ExpectedJson(Scenario scenario) => JsonSerializer.Serialize(
        new
        {
            scenario.Id,
            scenario.Seed,
            Variants = scenario.Variants.Select(variant => variant.Id),
            scenario.IsHeldOut,
            scenario.PolicySize,
            Impairments = scenario.Impairments.Select(impairment => $"{impairment}"),
            scenario.Expected,
        },
        Form);
}
