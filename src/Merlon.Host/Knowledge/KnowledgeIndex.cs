using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Merlon.Knowledge.Search;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.AI;

namespace Merlon.Host.Knowledge;

/// <summary>
/// Documents that can be searched by their words (SQLite FTS5, BM25) and by their meaning (latent semantic analysis);
/// both rankings are made one, and that of an embedding model with them, where one is plugged in. It lies in memory or
/// in a file, and answers the same from either.
/// </summary>
public sealed class KnowledgeIndex : IDisposable
{
    /// <summary>So many of each ranking count, and no more are found.</summary>
    public const int MostFound = 100;

    /// <summary>Words of a question that are looked at.</summary>
    const int MostWords = 64;

    readonly SqliteConnection _store;
    readonly List<float[]> _points = [];
    readonly EmbeddedTexts? _embedded;

    KnowledgeIndex(SqliteConnection store, EmbeddedTexts? embedded = null)
    {
        (_store, _embedded) = (store, embedded);
        using var command = store.CreateCommand();
        command.CommandText = "SELECT point FROM document ORDER BY number";
        using var rows = command.ExecuteReader();
        while (rows.Read()) _points.Add(Numbers((byte[])rows[0]));
    }

    /// <summary>How many documents it holds.</summary>
    public int Count => _points.Count;

    /// <summary>In memory alone.</summary>
    /// <param name="embedder">An embedding model, for a third ranking; null for none.</param>
    public static KnowledgeIndex Of(
        IReadOnlyList<KnowledgeDocument> documents, IEmbeddingGenerator<string, Embedding<float>>? embedder = null)
    {
        var store = new SqliteConnection("Data Source=:memory:");
        store.Open();
        IndexStore.Fill(store, documents, fingerprint: "");
        return new(store, embedder is null ? null : EmbeddedTexts.Of(documents, embedder));
    }

    /// <param name="fingerprint">Of what the documents were read from.</param>
    /// <returns>Null when there is none, or it is of something else, or damaged.</returns>
    public static KnowledgeIndex? Open(string path, string fingerprint)
    {
        if (IndexStore.Open(path, fingerprint) is not { } store) return null;

        try
        {
            return new(store);
        }
        catch (Exception e) when (e is SqliteException or InvalidCastException)
        {
            store.Dispose();
            return null;
        }
    }

    /// <summary>The best first.</summary>
    /// <param name="question">Words; whatever else is in it is no syntax.</param>
    /// <exception cref="InvalidDataException">The file of the index is damaged.</exception>
    public ImmutableArray<RankedDocument> Search(string question, int limit, Ranking by = Ranking.Both)
    {
        try
        {
            var (words, meaning) = (ByWords(question), ByMeaning(question));
            var order = by switch
            {
                Ranking.Words => ReciprocalRanks.Fuse(words),
                Ranking.Meaning => ReciprocalRanks.Fuse(meaning),
                _ => ReciprocalRanks.Fuse(words, meaning, _embedded?.Near(question, MostFound) ?? []),
            };
            return
            [
                .. order.Take(limit).Select(found => new RankedDocument(
                    DocumentAt(found.Document), RankIn(words, found.Document), RankIn(meaning, found.Document),
                    found.Score)),
            ];
        }
        catch (Exception e) when (e is SqliteException or InvalidCastException or InvalidOperationException)
        {
            throw new InvalidDataException("the index is damaged; remove it, and it is made anew", e);
        }
    }

    static int? RankIn(List<int> ranking, int document) =>
        ranking.IndexOf(document) is >= 0 and var place ? place + 1 : null;

    List<int> ByWords(string question)
    {
        var words = SearchWords.Of(question).Distinct().Take(MostWords).Select(word => $"\"{word}\"").ToList();
        if (words.Count == 0) return [];

        using var command = _store.CreateCommand();
        command.CommandText = "SELECT rowid FROM words WHERE words MATCH $words"
            + " ORDER BY bm25(words, 4.0, 2.0, 1.0), rowid LIMIT $most";
        command.Parameters.AddWithValue("$words", string.Join(" OR ", words));
        command.Parameters.AddWithValue("$most", MostFound);
        using var rows = command.ExecuteReader();
        var found = new List<int>();
        while (rows.Read()) found.Add(rows.GetInt32(0));
        return found;
    }

    List<int> ByMeaning(string question)
    {
        var words = string.Join(' ', SearchWords.Of(question).Take(MostWords));
        if (LatentSpace.PointOf(words, Find) is not { } point) return [];

        return
        [
            .. _points.Index().Select(one => (one.Index, Likeness: LatentSpace.Likeness(point, one.Item)))
                .Where(one => one.Likeness > 0).OrderByDescending(one => one.Likeness).ThenBy(one => one.Index)
                .Take(MostFound).Select(one => one.Index),
        ];
    }

    LatentTerm? Find(string stem)
    {
        using var command = _store.CreateCommand();
        command.CommandText = "SELECT weight, axes FROM term WHERE stem = $stem";
        command.Parameters.AddWithValue("$stem", stem);
        using var rows = command.ExecuteReader();
        return rows.Read() ? new(rows.GetDouble(0), Numbers((byte[])rows[1])) : null;
    }

    KnowledgeDocument DocumentAt(int number)
    {
        using var command = _store.CreateCommand();
        command.CommandText = "SELECT id, kind, title, text, origin FROM document WHERE number = $number";
        command.Parameters.AddWithValue("$number", number);
        using var rows = command.ExecuteReader();
        rows.Read();
        return new(rows.GetString(0), rows.GetString(1), rows.GetString(2), rows.GetString(3), rows.GetString(4));
    }

    static float[] Numbers(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    public void Dispose() => _store.Dispose();
}
