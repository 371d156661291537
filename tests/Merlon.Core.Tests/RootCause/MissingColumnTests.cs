using Merlon.Scenarios;

namespace Merlon.RootCause;

/// <summary>
/// A column is taken from the logs of made incidents: then it is known no better, and never otherwise.
/// </summary>
public sealed class MissingColumnTests
{
    static readonly IReadOnlyList<Scenario> Tables =
        [.. Scenario.Development().Where(scenario => scenario.Logs.Any(log => log.Name == "firewall.csv"))];

    [Theory]
    [InlineData("action")]
    [InlineData("src", "src_ip", "sport", "src_port")]
    [InlineData("dst", "dst_ip", "dport", "dst_port")]
    [InlineData("sport", "src_port", "dport", "dst_port")]
    [InlineData("proto", "protocol")]
    [InlineData("time", "timestamp")]
    public void Without_a_column_the_answer_is_the_same_or_that_it_is_not_told(params string[] columns)
    {
        var same = 0;
        foreach (var scenario in Tables)
        {
            var answer = Made.Diagnosed(scenario, log => Without(log, columns)).Answer;
            if (answer.SetEquals(scenario.Expected.Answer)) same++;
            Assert.True(answer.All(scenario.Expected.Answer.Contains) || answer.Contains("insufficient-evidence"),
                $"{scenario.Id} without {columns[0]}: {string.Join(", ", answer)}");
        }

        TestContext.Current.SendDiagnosticMessage($"without {columns[0]}: {same} of {Tables.Count} the same");
    }

    static TextFile Without(TextFile log, string[] columns)
    {
        if (log.Name != "firewall.csv") return log;

        var rows = log.Text.Split('\n').Select(row => row.Split(',')).ToList();
        var kept = rows[0].Index().Where(column => !columns.Contains(column.Item)).Select(column => column.Index);
        return log with
        {
            Text = string.Join('\n', rows.Select(row => row.Length < rows[0].Length ? string.Join(',', row)
                : string.Join(',', kept.Select(at => row[at])))),
        };
    }
}
