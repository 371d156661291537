using System.Collections.Immutable;
using Merlon.Rules;
using Merlon.Rules.Syntax;

namespace Merlon.Cli;

/// <summary>A rule set's own text without the rules that went: all else stands where it stood, comments too.</summary>
static class CleanedText
{
    /// <param name="cleaned">What the text comes to.</param>
    /// <returns>
    /// Null when no taking out of lines comes to it, since others (<c>-I CHAIN 3</c>) count the rules before them.
    /// </returns>
    public static string? Of(RuleFile file, RuleSet cleaned, ImmutableArray<Rule> removed)
    {
        var gone = removed.Select(rule => rule.Line).ToHashSet();
        var stays = cleaned.Tables.SelectMany(table => table.Chains).SelectMany(chain =>
            chain.Rules.Where(rule => gone.Contains(rule.Line)).Select(rule => (chain.Name, Rule: rule)))
            .ToLookup(one => one.Rule.Line);   // of a list of addresses, some may stay
        var text = string.Join('\n', file.Lines.SelectMany((line, i) => gone.Contains(i + 1)
            ? stays[i + 1].Select(one => RuleSetWriter.Print(one.Rule, one.Name, withCounters: true))
            : [line]));
        var read = RuleSetReader.Read(text, cleaned.Family);
        return read.IsValid && Canonical(read.Rules) == Canonical(cleaned) ? text : null;
    }

    public static string Canonical(RuleSet rules) => RuleSetWriter.Print(rules, withCounters: true);
}
