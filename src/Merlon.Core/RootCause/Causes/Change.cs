using System.Collections.Immutable;
using Merlon.RootCause.Policies;

namespace Merlon.RootCause.Causes;

/// <summary>A change of the rules, as lines in the place of others.</summary>
/// <param name="Kind">What it does, in a word or two.</param>
public sealed record Change(string Kind, ImmutableArray<LineEdit> Edits)
{
    public static Change Remove(GivenRule rule) => new("remove the rule", [new(rule.Line, [])]);

    public static Change Replace(GivenRule rule, string kind, IEnumerable<string> lines) =>
        new(kind, [new(rule.Line, [.. lines])]);

    public static Change Before(Policy policy, int line, string kind, params IEnumerable<string> lines) =>
        new(kind, [new(line, [.. lines, policy.Text[line]])]);

    public static Change After(Policy policy, int line, string kind, params IEnumerable<string> lines) =>
        new(kind, [new(line, [policy.Text[line], .. lines])]);

    /// <summary>Puts a line that stands behind another before it.</summary>
    public static Change Move(Policy policy, int moved, int before) => new(
        "move the rule",
        [new(before, [policy.Text[moved], policy.Text[before]]), new(moved, [])]);
}
