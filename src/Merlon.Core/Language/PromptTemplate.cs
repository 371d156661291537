using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Merlon.Language;

/// <summary>
/// What a language model is told, as a text in Markdown that people can read and change: sections by heading, and names
/// in braces for what is put in.
/// </summary>
public sealed partial class PromptTemplate
{
    readonly ImmutableDictionary<string, string> _sections;

    PromptTemplate(ImmutableDictionary<string, string> sections) => _sections = sections;

    /// <summary>The prompt that comes with Merlon.</summary>
    /// <param name="name">That of its file, without <c>.md</c>.</param>
    public static PromptTemplate Standard(string name)
    {
        using var stream = typeof(PromptTemplate).Assembly.GetManifestResourceStream($"prompts/{name}.md")
            ?? throw new ArgumentException($"there is no prompt {name}", nameof(name));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return new(SectionsOf(reader.ReadToEnd()));
    }

    /// <summary>One that somebody changed.</summary>
    /// <param name="problem">What is wrong with it, and what was expected; null when nothing is.</param>
    /// <returns>Null where it lacks a section of the standard one, or names what is not there to be put in.</returns>
    public static PromptTemplate? Read(string text, string name, out string? problem)
    {
        var (standard, sections) = (Standard(name), SectionsOf(text));
        var lacking = standard.Sections
            .FirstOrDefault(section => !sections.ContainsKey(section));
        var known = standard._sections.Values.SelectMany(NamesIn).ToHashSet();
        var unknown = sections.Values.SelectMany(NamesIn).FirstOrDefault(one => !known.Contains(one));
        problem = lacking is not null ? $"no section '# {lacking}'; expected the sections of prompts/{name}.md"
            : unknown is not null ? $"nothing is called {{{unknown}}}; expected one of "
                + string.Join(", ", known.Order(StringComparer.Ordinal).Select(one => $"{{{one}}}"))
            : null;
        return problem is null ? new(sections) : null;
    }

    /// <summary>Its headings, in the order of their letters.</summary>
    public IEnumerable<string> Sections => _sections.Keys.Order(StringComparer.Ordinal);

    /// <summary>A section with what belongs in its braces; names without a value stay empty.</summary>
    public string Fill(string section, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var given = values.ToArray().ToDictionary(one => one.Name, one => one.Value);
        return Name().Replace(_sections[section], match => given.GetValueOrDefault(match.Groups[1].Value, ""));
    }

    static IEnumerable<string> NamesIn(string text) => Name().Matches(text).Select(match => match.Groups[1].Value);

    static ImmutableDictionary<string, string> SectionsOf(string text)
    {
        var sections = new Dictionary<string, StringBuilder>();
        StringBuilder? section = null;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("# ")) section = sections[line[2..].Trim().ToString()] = new();
            else section?.Append(line).Append('\n');
        }

        return sections.ToImmutableDictionary(one => one.Key, one => one.Value.ToString().Trim());
    }

    [GeneratedRegex(@"\{([a-z]+)\}")]
    private static partial Regex Name();
}
