using System.Runtime.InteropServices;
using Merlon.Knowledge.Search;
using Microsoft.Data.Sqlite;

namespace Merlon.Host.Knowledge;

/// <summary>How an index lies in SQLite, and when a file is taken for one.</summary>
public static class IndexStore
{
    /// <summary>By which SQLite files of Merlon's are known: "MRLK".</summary>
    const int ApplicationId = 0x4D524C4B;

    /// <summary>Another where tables, stems or weights change, so that older files are made anew.</summary>
    const string Form = "1";

    const string Tables = """
        PRAGMA application_id = 0x4D524C4B;
        CREATE TABLE about (fingerprint TEXT NOT NULL);
        CREATE TABLE document (number INTEGER PRIMARY KEY, id TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
            text TEXT NOT NULL, origin TEXT NOT NULL, point BLOB NOT NULL);
        CREATE TABLE term (stem TEXT PRIMARY KEY, weight REAL NOT NULL, axes BLOB NOT NULL) WITHOUT ROWID;
        CREATE VIRTUAL TABLE words USING fts5(id, title, text, content='', tokenize='porter unicode61');
        """;

    /// <summary>Makes an index file, whole or not at all; what was there stays until then.</summary>
    /// <returns>Why it cannot be written, in one line; null when it was.</returns>
    public static string? Write(string path, IReadOnlyList<KnowledgeDocument> documents, string fingerprint)
    {
        if (!IsFree(path))
            return $"{path}: something that is no index of Merlon's; expected one, or a name that is free";

        var next = $"{path}.{Guid.NewGuid():N}";
        try
        {
            using (var store = SqliteFile.Connect(next, SqliteOpenMode.ReadWriteCreate))
                Fill(store, documents, fingerprint);
            File.Move(next, path, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            if (File.Exists(next)) File.Delete(next);
            return $"{path}: the index cannot be written there";
        }
    }

    /// <returns>Null when it is none, or of something else.</returns>
    internal static SqliteConnection? Open(string path, string fingerprint)
    {
        if (!SqliteFile.Has(path, ApplicationId)) return null;

        SqliteConnection? store = null;
        try
        {
            store = SqliteFile.Connect(path, SqliteOpenMode.ReadOnly);
            if (SqliteFile.Ask(store, "SELECT fingerprint FROM about") as string == Stamp(fingerprint)) return store;
        }
        catch (SqliteException)
        {
            // Damaged: as if there were none.
        }

        store?.Dispose();
        return null;
    }

    internal static void Fill(
        SqliteConnection store, IReadOnlyList<KnowledgeDocument> documents, string fingerprint)
    {
        using var all = store.BeginTransaction();
        SqliteFile.Do(store, all, Tables);
        SqliteFile.Do(store, all, "INSERT INTO about VALUES ($1)", Stamp(fingerprint));
        var space = LatentSpace.Of(documents);
        foreach (var (number, one) in documents.Index())
        {
            SqliteFile.Do(store, all, "INSERT INTO document VALUES ($1, $2, $3, $4, $5, $6, $7)",
                number, one.Id, one.Kind, one.Title, one.Text, one.Origin, Bytes(space.Documents[number]));
            SqliteFile.Do(store, all, "INSERT INTO words (rowid, id, title, text) VALUES ($1, $2, $3, $4)",
                number, one.Id, one.Title, one.Text);
        }

        foreach (var (stem, term) in space.Terms)
            SqliteFile.Do(store, all, "INSERT INTO term VALUES ($1, $2, $3)", stem, term.Weight, Bytes(term.Axes));
        all.Commit();
    }

    static string Stamp(string fingerprint) => $"{Form} {fingerprint}";

    static bool IsFree(string path) => !Path.Exists(path) || SqliteFile.Has(path, ApplicationId);

    static byte[] Bytes(float[] numbers) => MemoryMarshal.AsBytes<float>(numbers).ToArray();
}
