using System.Collections.Immutable;
using Microsoft.Data.Sqlite;

namespace Merlon.Host.Knowledge;

/// <summary>A file of what proved right before, and of what the site's people wrote, in SQLite.</summary>
/// <remarks>
/// What goes wrong with the file is a <see cref="StoreFaultException"/>. Each change is whole or not at all.
/// </remarks>
public sealed class PrecedentStore : IDisposable
{
    /// <summary>So many entries at most, and sections of documents.</summary>
    public const int MostEntries = 1_000, MostSections = 1_000;

    /// <summary>No entry is longer, in characters; nor are all together.</summary>
    public const int LongestText = 1 << 18, LongestTexts = 1 << 24;

    /// <summary>No store has so many bytes: of each character there are three at most.</summary>
    const long LargestFile = 4 * LongestTexts;

    /// <summary>By which SQLite files of Merlon's are known: "MRLP".</summary>
    const int ApplicationId = 0x4D524C50;

    /// <summary>Another where the table changes.</summary>
    const long Form = 1;

    const int Patience = 5;   // seconds, for others that use it

    const string EntryTable = """
        CREATE TABLE entry (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, name TEXT NOT NULL,
            sha256 TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (kind, sha256))
        """;

    const string Tables = $"PRAGMA application_id = 0x4D524C50; PRAGMA user_version = 1; {EntryTable};";

    /// <summary>What SQLite says of these tables; two of its own go with them.</summary>
    static readonly HashSet<(string Type, string Name, string Sql)> Schema =
    [
        ("table", "entry", EntryTable), ("index", "sqlite_autoindex_entry_1", ""),
        ("table", "sqlite_sequence", "CREATE TABLE sqlite_sequence(name,seq)"),
    ];

    readonly string _path;
    readonly SqliteConnection _file;

    PrecedentStore(string path, SqliteConnection file) => (_path, _file) = (path, file);

    /// <summary>Opens a store to change it, and makes it where there is none.</summary>
    public static PrecedentStore OpenOrMake(string path)
    {
        if (!Path.Exists(path)) Within(path, () => Make(path));
        return Open(path, SqliteOpenMode.ReadWrite);
    }

    /// <summary>Opens a store that is there, to change it.</summary>
    public static PrecedentStore Open(string path) => Open(path, SqliteOpenMode.ReadWrite);

    /// <summary>All of a store, in the order in which it came.</summary>
    public static ImmutableArray<StoreEntry> Read(string path)
    {
        using var store = Open(path, SqliteOpenMode.ReadOnly);
        return store.Entries;
    }

    /// <summary>In the order in which they came.</summary>
    public ImmutableArray<StoreEntry> Entries => Within(_path, () =>
    {
        using var command = _file.CreateCommand();
        command.CommandText = "SELECT id, kind, name, sha256, text FROM entry ORDER BY id LIMIT $most";
        command.Parameters.AddWithValue("$most", MostEntries + 1);
        using var rows = command.ExecuteReader();
        var entries = ImmutableArray.CreateBuilder<StoreEntry>();
        while (rows.Read())
        {
            entries.Add(Sound(new(
                rows.GetInt64(0), rows.GetString(1), rows.GetString(2), rows.GetString(3), rows.GetString(4))));
        }

        return entries.Count <= MostEntries ? entries.ToImmutable() : throw Damaged(_path);
    });

    /// <returns>The id; that of the one that is there, when the same file was added before.</returns>
    public (long Id, bool IsNew) Add(string kind, string name, string sha256, string text) => Within(_path, () =>
    {
        using var all = _file.BeginTransaction();   // nobody else writes meanwhile
        var entries = Entries;
        if (entries.FirstOrDefault(one => one.Kind == kind && one.Sha256 == sha256) is { } known)
            return (known.Id, false);

        var entry = new StoreEntry(0, kind, name, sha256, text);
        if (Excess([.. entries, entry]) is { } excess)
            throw new StoreFaultException($"{_path}: {excess}; merlon precedents remove makes room", false);

        var id = (long)SqliteFile.Ask(_file, "INSERT INTO entry (kind, name, sha256, text) VALUES ($1, $2, $3, $4)"
            + " RETURNING id", kind, name, sha256, text)!;
        all.Commit();
        return (id, true);
    });

    /// <returns>Whether it was there.</returns>
    public bool Remove(long id) => Within(_path, () =>
        SqliteFile.Ask(_file, "DELETE FROM entry WHERE id = $1 RETURNING id", id) is not null);

    public void Dispose() => _file.Dispose();

    static string? Excess(ImmutableArray<StoreEntry> entries) =>
        entries[^1].Text.Length > LongestText ? $"an entry has {LongestText:N0} characters at most"
        : entries.Length > MostEntries ? $"it has {MostEntries:N0} entries, as many as it may"
        : entries.Sum(entry => (long)entry.Text.Length) > LongestTexts
            ? $"its entries would have more than {LongestTexts:N0} characters"
        : entries.Sum(entry => entry.Sections.Count()) > MostSections
            ? $"its documents would have more than {MostSections:N0} sections" : null;

    static PrecedentStore Open(string path, SqliteOpenMode mode)
    {
        if (!Path.Exists(path)) throw new StoreFaultException($"{path}: no such file", true);
        if (new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true) is { Exists: false })
            throw new StoreFaultException($"{path}: a link to a file that is not there", true);
        if (!SqliteFile.Has(path, ApplicationId))
        {
            throw new StoreFaultException(
                $"{path}: something that is no store of Merlon's; expected what merlon precedents add makes", true);
        }

        if (SqliteFile.SizeOf(path) > LargestFile)
        {
            throw new StoreFaultException(
                $"{path}: larger than any store is; expected {LargestFile >> 20} MB at most", true);
        }

        var file = Within(path, () => SqliteFile.Connect(path, mode, Patience));
        try
        {
            Within(path, () => Look(path, file));
            return new(path, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    static bool Look(string path, SqliteConnection file)
    {
        if (SqliteFile.Ask(file, "PRAGMA user_version") is not Form)
            throw new StoreFaultException($"{path}: of another version of Merlon; expected form {Form}", true);
        if (!HasOurTables(file) || SqliteFile.Ask(file, "PRAGMA quick_check(1)") is not "ok") throw Damaged(path);
        return true;
    }

    // Where a view or a trigger stood, whoever wrote it would say what is done here.
    static bool HasOurTables(SqliteConnection file)
    {
        using var command = file.CreateCommand();
        command.CommandText = "SELECT type, name, ifnull(sql, '') FROM sqlite_master LIMIT $most";
        command.Parameters.AddWithValue("$most", Schema.Count + 1);
        using var rows = command.ExecuteReader();
        var found = new List<(string, string, string)>();
        while (rows.Read()) found.Add((rows.GetString(0), rows.GetString(1), rows.GetString(2)));
        return found.Count == Schema.Count && Schema.SetEquals(found);
    }

    StoreEntry Sound(StoreEntry entry) => entry.IsSound ? entry : throw new StoreFaultException(
        $"{_path}: entry {entry.Id} is none that merlon precedents makes; merlon precedents remove {entry.Id} "
            + "forgets it", true);

    // Nothing half made ever has its name.
    static bool Make(string path)
    {
        var next = $"{path}.{Guid.NewGuid():N}";
        try
        {
            using (var file = SqliteFile.Connect(next, SqliteOpenMode.ReadWriteCreate, Patience))
            {
                using var all = file.BeginTransaction();
                SqliteFile.Do(file, all, Tables);
                all.Commit();
            }

            File.Move(next, path);
            return true;
        }
        catch (IOException) when (Path.Exists(path))
        {
            return false;   // somebody else was faster
        }
        finally
        {
            if (File.Exists(next)) File.Delete(next);
        }
    }

    static StoreFaultException Damaged(string path) =>
        new($"{path}: damaged or cut off; expected a whole store", true);

    static T Within<T>(string path, Func<T> work)
    {
        const int IsBusy = 5, IsLocked = 6, IsReadOnly = 8, Failed = 10, IsFull = 13, CannotOpen = 14;
        try
        {
            return work();
        }
        catch (SqliteException e) when (e.SqliteErrorCode is IsBusy or IsLocked)
        {
            throw new StoreFaultException($"{path}: somebody else is writing to it; try again", false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException
            or SqliteException { SqliteErrorCode: IsReadOnly or Failed or IsFull or CannotOpen })
        {
            throw new StoreFaultException($"{path}: it cannot be opened or written there", false);
        }
        catch (Exception e) when (e is SqliteException or InvalidCastException or InvalidOperationException)
        {
            throw Damaged(path);
        }
    }
}
