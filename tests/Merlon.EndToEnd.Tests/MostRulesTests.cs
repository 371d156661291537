namespace Merlon;

/// <summary><c>--max-rules</c>, and how good the rules that stay are said to be.</summary>
public class MostRulesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Those_stay_that_cover_the_most(int mostRules)
    {
        var json = Run.Merlon("respond", Run.Sample, "--max-rules", $"{mostRules}", "--json").Json;
        Assert.Equal(mostRules, json.GetProperty("rules").GetArrayLength());
        var choice = json.GetProperty("choice");
        Assert.Equal(mostRules, choice.GetProperty("mostRules").GetInt32());
        Assert.Equal(choice.GetProperty("covered").GetInt64(), choice.GetProperty("coveredAtMost").GetInt64());
        Assert.True(choice.GetProperty("isOptimal").GetBoolean());
        Assert.True(json.GetProperty("covered").GetInt64() > 1_000);

        var told = Run.Merlon("respond", Run.Sample, "--max-rules", $"{mostRules}").Errors;
        Assert.Contains($"the limit of {mostRules} rule", told, StringComparison.Ordinal);
        Assert.Contains("no other choice covers more alerts", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--max-rules", "0")]
    [InlineData("--max-rules", "many")]
    [InlineData("--max-rules", "3", "--strategy", "talk")]
    public void What_makes_no_sense_is_refused(params string[] options)
    {
        var ended = Run.Merlon(["respond", Run.Sample, .. options]);
        Assert.Equal((2, ""), (ended.Status, ended.Output));
        Assert.Contains("--max-rules: expected", ended.Errors, StringComparison.Ordinal);
    }
}
