using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace Merlon.Host.Knowledge;

/// <summary>SQLite files of Merlon's: how they are known, and spoken to.</summary>
static class SqliteFile
{
    const int HeadLength = 72;

    /// <summary>Whether a file is one of SQLite with this application's id, so that it may be written to.</summary>
    // Where SQLite keeps the id in a file (sqlite.org/fileformat2.html, 1.3).
    public static bool Has(string path, int applicationId)
    {
        try
        {
            if (SizeOf(path) < HeadLength) return false;
            using var file = File.OpenRead(path);
            var head = new byte[HeadLength];
            return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
                && head.AsSpan().StartsWith("SQLite format 3\0"u8)
                && BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(68)) == applicationId;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Of the file that is there or linked to; 0 of a pipe and of a device: none is waited for.</summary>
    public static long SizeOf(string path)
    {
        var file = new FileInfo(path);
        return file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? SizeOf(target) : SizeOf(file);
    }

    static long SizeOf(FileInfo file) => file.Exists ? file.Length : 0;

    public static SqliteConnection Connect(string path, SqliteOpenMode mode, int seconds = 30)
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = seconds,
        };
        var file = new SqliteConnection(text.ConnectionString);
        file.Open();
        Ask(file, "PRAGMA trusted_schema = OFF");
        return file;
    }

    public static object? Ask(SqliteConnection file, string words, params object[] values)
    {
        using var command = Command(file, null, words, values);
        return command.ExecuteScalar();
    }

    /// <returns>How many rows were changed.</returns>
    public static int Do(SqliteConnection file, SqliteTransaction within, string words, params object[] values)
    {
        using var command = Command(file, within, words, values);
        return command.ExecuteNonQuery();
    }

    static SqliteCommand Command(SqliteConnection file, SqliteTransaction? within, string words, object[] values)
    {
        var command = file.CreateCommand();
        (command.Transaction, command.CommandText) = (within ?? command.Transaction, words);
        foreach (var (place, value) in values.Index()) command.Parameters.AddWithValue($"${place + 1}", value);
        return command;
    }
}
