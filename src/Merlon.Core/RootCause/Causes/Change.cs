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

    /// <summary>Whether it lets go of lines, and nothing is told of what then becomes of their packets.</summary>
    public bool HangsOnDefault(Policy policy) => !policy.IsDefaultTold
        && Edits.Any(edit => !edit.Instead.Contains(policy.Text[edit.Line]));

    /// <summary>The change, and one more.</summary>
    /// <returns>Null where both put other lines in the place of one.</returns>
    public Change? And(Change other, PolicyText text)
    {
        var edits = Edits.ToDictionary(edit => edit.Line, edit => edit.Instead);
        foreach (var (line, instead) in other.Edits)
        {
            if (!edits.TryGetValue(line, out var own)) edits[line] = instead;
            else if (Joined(text[line], own, instead) is { } both) edits[line] = both;
            else return null;
        }

        return new($"{Kind}; {other.Kind}", [.. edits.OrderBy(edit => edit.Key)
            .Select(edit => new LineEdit(edit.Key, edit.Value))]);
    }

    // What only adds to a line adds to whatever stands in its place.
    static ImmutableArray<string>? Joined(string old, ImmutableArray<string> one, ImmutableArray<string> other) =>
        one.SequenceEqual(other) ? one
        : one.IndexOf(old) is >= 0 and var place ? [.. one[..place], .. other, .. one[(place + 1)..]]
        : other.IndexOf(old) is >= 0 and var at ? [.. other[..at], .. one, .. other[(at + 1)..]]
        : null;

    /// <summary>Puts a line that stands behind another before it.</summary>
    public static Change Move(Policy policy, int moved, int before) => new(
        "move the rule",
        [new(before, [policy.Text[moved], policy.Text[before]]), new(moved, [])]);
}
