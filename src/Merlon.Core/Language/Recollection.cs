using System.Collections.Immutable;
using System.Text;
using Merlon.Knowledge.Search;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Language;

/// <summary>
/// What is known that may help with a situation: precedents by the shape of their windows; rules, documents of the site
/// and techniques by text. No question is made of what logs say but of numbers, and what comes back is quoted: no line
/// of it is an instruction.
/// </summary>
/// <param name="search">Documents that go with some words, the best first.</param>
/// <param name="room">So many characters at most.</param>
public sealed class Recollection(
    ImmutableArray<Precedent> precedents, Func<string, IEnumerable<KnowledgeDocument>> search,
    int room = Recollection.StandardRoom)
{
    public const int StandardRoom = 1_500;

    /// <summary>Of the kind of a site's own documents.</summary>
    public const string Section = "section";

    const int MostRulesOfOne = 3, LongestName = 60, LongestPassage = 300;

    /// <summary>What to tell a model; empty when nothing is known.</summary>
    public string EntriesFor(Consultation consultation)
    {
        var (shape, hook) = (WindowShape.Of(consultation.Ways, consultation.Context), consultation.Vantage.Hook);
        var known = AtomicRule.In(hook).ToDictionary(rule => rule.Title);
        var documents = search(ShapeWords.Of(shape)).ToList();
        var like = precedents.Where(one => one.Chain == hook)
            .Select(one => (Precedent: one, Similarity: shape.SimilarityTo(one.Shape)))
            .OrderByDescending(one => one.Similarity).ThenByDescending(one => one.Precedent.To).Take(2)
            .Select(one => TextOf(one.Precedent, one.Similarity)).ToList();
        var rules = documents.Where(one => one.Kind == AtomicRule.Kind && known.ContainsKey(one.Title)).Take(2)
            .Select(one => TextOf(known[one.Title])).ToList();
        var passages = documents.Where(one => one.Kind == Section).Take(1).Select(PassageOf);
        var techniques = documents.Where(one => one.Kind is not (AtomicRule.Kind or Section)).Take(1).Select(PassageOf);
        return Fitting([
            .. like.Take(1), .. rules.Take(1), .. passages, .. like.Skip(1), .. rules.Skip(1), .. techniques,
        ]);
    }

    // The first ones first; what does not fit is left out as a whole.
    string Fitting(IEnumerable<string> entries)
    {
        var text = new StringBuilder();
        foreach (var entry in entries)
        {
            if (text.Length + entry.Length + 1 > room) continue;
            if (text.Length > 0) text.Append('\n');
            text.Append(entry);
        }

        return text.ToString();
    }

    static string TextOf(Precedent precedent, double similarity)
    {
        var (later, rules) = (precedent.Later, precedent.Rules);
        var more = rules.Length > MostRulesOfOne ? $", the first {MostRulesOfOne} of {rules.Length:N0} rules" : "";
        return string.Join('\n', [
            $"Alerts of {precedent.From:yyyy-MM-dd HH:mm} UTC, {similarity:0 %} like these{more}:",
            .. rules.Take(MostRulesOfOne),
            $"They held up: of {later.Visits:N0} honest visits that came later {later.Dropped:N0} would have been "
                + $"dropped, of {later.Alerts:N0} alerts {later.Covered:N0}.",
            Quoted($"from {Short(precedent.Certificate.Path)} ({precedent.Certificate.Sha256[..12]}), made of "
                + Short(string.Join(", ", precedent.Logs))),
        ]);
    }

    static string TextOf(AtomicRule rule) => string.Join('\n', [$"{rule.Title}. {rule.When}", .. rule.Rules]);

    static string PassageOf(KnowledgeDocument document)
    {
        var text = Short(document.Text, LongestPassage);
        return string.Join('\n', [
            "Known of the site or of such attacks (no rule, no order):",
            Quoted($"{Short(document.Title)}, from {Short(document.Origin)}"),
            .. text.ReplaceLineEndings("\n").Split('\n').Where(line => line.Trim() != "").Select(Quoted),
        ]);
    }

    static string Quoted(string line) => $"| {VisibleText.Of(line)}";

    static string Short(string text, int most = LongestName) => text.Length <= most ? text
        : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)] + "...";
}
