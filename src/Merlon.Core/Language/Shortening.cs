using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Merlon.Language;

/// <summary>
/// A statement in fewer words: the same words in the same order, its first one among them. What would turn the sense
/// stays: a "not" is never left out, and small words stay beside the word that they belong to.
/// </summary>
public sealed class Shortening
{
    /// <summary>Between two statements, and within one.</summary>
    public const string And = "and";

    static readonly FrozenSet<string> Articles = Words("the a an");

    // Without one of these a statement says something else.
    static readonly FrozenSet<string> Kept = Words(
        "no not none nobody nothing never neither nor cannot without unless if whether how only but except would could "
        + "might may another least most up about any every all with");

    static readonly FrozenSet<string> Bound = Words(
        "no not none never neither nor without only of in at on to from by with as for into onto out up about was were "
        + "is are be been being had has have do does did can cannot could will would may might any every all each");

    readonly ImmutableArray<string> _words;

    Shortening(ImmutableArray<string> words) => _words = words;

    /// <summary>Each statement of a text: the whole, and what stands behind a colon by itself.</summary>
    public static IEnumerable<Shortening> Of(string text) =>
        from statement in text.Split(": ").Skip(1).Prepend(text) select new Shortening([.. WordsOf(statement)]);

    public static IEnumerable<string> WordsOf(string text) => TokensOf(text).Select(token => token.Word);

    /// <summary>The words of a text, without articles and marks; whether a new statement may begin with each.</summary>
    public static ImmutableArray<(string Word, bool MayBegin)> TokensOf(string text)
    {
        var tokens = ImmutableArray.CreateBuilder<(string, bool)>();
        var mayBegin = true;
        foreach (var piece in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var word = piece.Trim('.', ',', ';', ':', '(', ')', '"', '\'');
            if (word != "" && !Articles.Contains(word)) tokens.Add((word, mayBegin));
            mayBegin = piece[^1] is ',' or ';' or '.' || Is(word, And) || (mayBegin && Articles.Contains(word));
        }

        return tokens.ToImmutable();
    }

    /// <summary>Where a shortening of this may end that begins with one of some words.</summary>
    /// <returns>The places behind its last word; none when there is no such shortening.</returns>
    public IReadOnlyCollection<int> EndsOf(ImmutableArray<(string Word, bool MayBegin)> said, int from)
    {
        var (ends, met) = (new SortedSet<int>(), new HashSet<(int, int, bool)>());
        if (from < said.Length && _words.Length > 0 && IsSame(said[from].Word, _words[0])) Follow(from, 0, false);
        return ends;

        // The word at one place is that at another; whether the two before them are so, too.
        void Follow(int place, int own, bool isBeside)
        {
            if (!met.Add((place, own, isBeside))) return;

            var word = _words[own];
            var isTied = Bound.Contains(word) || (word.All(char.IsAsciiDigit) && !isBeside);   // to what is behind it
            if ((!isTied || isBeside) && MayEnd(place + 1, own)) ends.Add(place + 1);
            Step(place + 1);
            if (!isTied && place + 1 < said.Length && Is(said[place + 1].Word, And)) Step(place + 2);

            void Step(int next)
            {
                for (var to = own + 1; next < said.Length && to < _words.Length; to++)
                {
                    if (IsSame(said[next].Word, _words[to])) Follow(next, to, isBeside: to == own + 1);
                    if (isTied || Kept.Contains(_words[to])) break;
                }
            }
        }

        bool MayEnd(int next, int own) =>
            (next == said.Length || said[next].MayBegin || Is(said[next].Word, And))
            && !_words.Skip(own + 1).Any(Kept.Contains);
    }

    // Stand-ins for names differ by their letters alone.
    static bool IsSame(string word, string own) =>
        own.StartsWith("NAME-", StringComparison.Ordinal) ? word == own : Is(word, own);

    static bool Is(string word, string other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);

    static FrozenSet<string> Words(string words) =>
        words.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
