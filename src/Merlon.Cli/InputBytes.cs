using Merlon.Host;

namespace Merlon.Cli;

/// <summary>An input that is held as a whole, out of a file or standard input, gzipped or not.</summary>
static class InputBytes
{
    /// <param name="most">So many bytes at most.</param>
    /// <param name="other">What a longer one is, in words: <c>no rule set</c>.</param>
    /// <returns>Null when it cannot be read; the user has been told.</returns>
    public static (string Name, byte[] Bytes)? Read(string path, int most, string other)
    {
        using var file = InputFile.Open(path, out var failure);
        var bytes = file is null ? null : BytesOf(file, most, other, out failure);
        if (bytes is not null) return (file!.Name, bytes);

        Screen.Error(failure!);
        return null;
    }

    static byte[]? BytesOf(InputFile file, int most, string other, out string? failure)
    {
        failure = null;
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        try
        {
            for (int read; (read = file.Content.Read(buffer)) > 0;)
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length <= most) continue;
                failure = $"{file.Name}: more than {most >> 20} MB, so this is {other}";
                return null;
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            failure = $"{file.Name}: {(e is InvalidDataException ? "the gzip data is damaged or cut off" : e.Message)}";
            return null;
        }

        return bytes.ToArray();
    }
}
