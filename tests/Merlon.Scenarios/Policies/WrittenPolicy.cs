using System.Collections.Immutable;

namespace Merlon.Scenarios.Policies;

/// <summary>A policy as files, and where in them each of its rules stands.</summary>
sealed class WrittenPolicy
{
    readonly Dictionary<Rule, List<RulePlace>> _places = new(ReferenceEqualityComparer.Instance);
    readonly List<RulePlace> _defaults = [];

    public required ImmutableArray<TextFile> Files { get; init; }

    public ImmutableArray<RulePlace> PlacesOf(Rule? rule) => [.. rule is null ? _defaults : _places[rule]];

    public static WrittenPolicy Write(Policy policy, RuleForm form, bool withSix)
    {
        var files = ImmutableArray.CreateBuilder<TextFile>();
        var drafts = new List<(string File, List<(string Text, Rule? Rule, bool IsDefault)> Lines)>();
        if (form == RuleForm.IptablesSave)
        {
            drafts.Add(("rules.v4", [.. IptablesText.Write(policy, 4)]));
            if (withSix) drafts.Add(("rules.v6", [.. IptablesText.Write(policy, 6)]));
        }
        else
        {
            var name = form == RuleForm.MarkdownTable ? "rules.md" : "rules.csv";
            drafts.Add((name, [.. RuleTableText.Write(policy, form, withSix)]));
        }

        foreach (var (file, lines) in drafts)
            files.Add(new(file, string.Concat(lines.Select(line => line.Text + "\n"))));

        var written = new WrittenPolicy { Files = files.ToImmutable() };
        foreach (var (file, lines) in drafts) written.Place(file, lines, form);
        return written;
    }

    void Place(string file, List<(string Text, Rule? Rule, bool IsDefault)> lines, RuleForm form)
    {
        for (var at = 0; at < lines.Count; at++)
        {
            var (_, rule, isDefault) = lines[at];
            var id = form == RuleForm.IptablesSave ? null : isDefault ? "default" : rule?.Id;
            var place = new RulePlace(file, at + 1, id);
            if (isDefault) _defaults.Add(place);
            if (rule is null) continue;
            if (!_places.TryGetValue(rule, out var places)) _places[rule] = places = [];
            places.Add(place);
        }
    }
}
