using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Merlon.Language;

/// <summary>
/// Holds a sentence of a language model against the facts that it names: it must be some of them in fewer words
/// (<see cref="Shortening"/>), one beside the other. So no address, count, name or word of it is its own, and none
/// stands for another.
/// </summary>
public sealed partial class TellingCheck(FactSheet sheet)
{
    /// <returns>Why it is dropped; null when it holds.</returns>
    public string? WhyNot(CitedSentence sentence)
    {
        if (sentence.Facts.IsEmpty) return "it names no fact";
        if (sentence.Facts.FirstOrDefault(one => one < 1 || one > sheet.Facts.Length) is not 0 and var number)
            return $"there is no fact {number}";
        if (!PlainText().IsMatch(sentence.Text)) return "it has other marks than those of plain text";

        var facts = sentence.Facts.Distinct().Select(one => sheet.Facts[one - 1].Text).ToList();
        var said = Shortening.TokensOf(sentence.Text);
        var known = facts.SelectMany(Shortening.WordsOf).Append(Shortening.And)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var strange = said.Select(token => token.Word).FirstOrDefault(word => !known.Contains(word));
        return strange is not null ? $"\"{strange}\" is not in its facts"
            : Holds(said, [.. facts.SelectMany(Shortening.Of)]) ? null
            : "it puts words of its facts together otherwise than they do";
    }

    static bool Holds(ImmutableArray<(string Word, bool MayBegin)> said, ImmutableArray<Shortening> statements)
    {
        var begins = new Queue<int>([0]);
        var met = new HashSet<int>();
        while (begins.TryDequeue(out var begin))
        {
            foreach (var end in statements.SelectMany(statement => statement.EndsOf(said, begin)))
            {
                if (end == said.Length) return true;

                var next = said[end].Word.Equals(Shortening.And, StringComparison.OrdinalIgnoreCase) ? end + 1 : end;
                if (met.Add(next)) begins.Enqueue(next);
            }
        }

        return false;
    }

    [GeneratedRegex("""^[A-Za-z0-9 .,:;()/"'%&+_-]+$""")]
    private static partial Regex PlainText();
}
