using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Reports;

namespace Merlon.Language;

/// <summary>One thing that a report says.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">With stand-ins for what attackers could write.</param>
public sealed record Fact(int Number, string Text, Claim Claim);

/// <summary>
/// What a report says as numbered facts. Names and reasons in them were written by whoever filled the logs: they are
/// masked, so that a language model reads nothing that an attacker chose, and put back into what it says.
/// </summary>
public sealed partial class FactSheet
{
    const int Most = 80;

    readonly Dictionary<string, string> _masks = [];   // by what they stand for

    FactSheet() { }

    public ImmutableArray<Fact> Facts { get; private init; }

    /// <summary>How many more the report has; the later ones.</summary>
    public int LeftOut { get; private init; }

    /// <param name="room">So many tokens at most, by <see cref="TokenEstimate"/>; the first is always told.</param>
    public static FactSheet Of(Report report, int room = int.MaxValue)
    {
        var masks = new FactSheet();
        var facts = ClaimsOf(report).DistinctBy(one => one.Text).Index().Select(one =>
            new Fact(one.Index + 1, masks.Masked(one.Item.Text, one.Item.Claim), one.Item.Claim)).ToList();
        ImmutableArray<Fact> told = [.. facts.Take(Most)
            .TakeWhile(fact => (room -= TokenEstimate.Of(Line(fact))) >= 0 || fact.Number == 1)];
        return new(masks._masks) { Facts = told, LeftOut = facts.Count - told.Length };
    }

    FactSheet(Dictionary<string, string> masks) => _masks = masks;

    /// <summary>All of them, one a line, as a model is told.</summary>
    public string Text => string.Join('\n', Facts.Select(Line));

    /// <summary>With what the stand-ins stand for.</summary>
    public string Unmasked(string text)
    {
        var written = _masks.ToDictionary(mask => mask.Value, mask => mask.Key);
        return Mask().Replace(text, match => written.GetValueOrDefault(match.Value, match.Value));
    }

    static string Line(Fact fact) => $"{fact.Number}. {fact.Text}";

    static IEnumerable<(string Text, Claim Claim)> ClaimsOf(Report report)
    {
        yield return (report.Issue.Text, report.Issue);
        foreach (var cause in report.Causes)
        {
            yield return ($"a cause is {cause.Name}, with {cause.Confidence} confidence", cause.Claims[0]);
            foreach (var claim in cause.Claims) yield return (claim.Text, claim);
        }

        Claim[] others = [.. report.Together is { } all ? [all] : (Claim[])[], .. report.Factors, .. report.Oddities];
        foreach (var claim in others) yield return (claim.Text, claim);
        foreach (var (at, phase, claim) in report.Timeline)
            yield return (at is { } told ? $"at {LogTime.Text(told)} ({phase}): {claim.Text}" : claim.Text, claim);
        foreach (var shown in report.Techniques)
            yield return ($"{shown.Id} {shown.Name}: {shown.Claim.Text}", shown.Claim);
        foreach (var claim in report.Unknowns.Concat(report.Injections)) yield return (claim.Text, claim);
    }

    // Longest first, since one may hold another; as words of their own, since a name may be a digit.
    string Masked(string text, Claim claim)
    {
        var written = claim.Evidence.OfType<Assertion.Tells>()
            .Where(tells => tells.Field is EventField.User or EventField.Reason)
            .Select(tells => tells.Value).Distinct().OrderByDescending(value => value.Length);
        foreach (var value in written)
        {
            var word = new Regex($@"(?<![\w-]|\w[.:]){Regex.Escape(value)}(?![\w-]|[.:]\w)");
            if (!word.IsMatch(text)) continue;
            if (!_masks.TryGetValue(value, out var mask)) _masks[value] = mask = $"NAME-{Letters(_masks.Count)}";
            text = word.Replace(text, mask);
        }

        return text;
    }

    // Without digits, which are held against the facts.
    static string Letters(int number) =>
        number < 26 ? $"{(char)('A' + number)}" : Letters(number / 26 - 1) + (char)('A' + number % 26);

    [GeneratedRegex("NAME-[A-Z]+")]
    private static partial Regex Mask();
}
