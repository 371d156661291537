namespace Merlon.Scenarios.Policies;

/// <summary>How a policy is written down.</summary>
enum RuleForm
{
    IptablesSave,
    MarkdownTable,
    CsvTable,
}
