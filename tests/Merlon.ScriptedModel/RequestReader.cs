using System.Globalization;
using System.Text;

namespace Merlon.ScriptedModel;

/// <summary>Reads one HTTP/1.1 request with a body of a stated length, or chunked.</summary>
static class RequestReader
{
    public static async Task<ModelRequest?> Read(Stream stream, CancellationToken end)
    {
        if ((await Line(stream, end)).Split(' ') is not [var method, var path, ..]) return null;

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await Line(stream, end) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':');
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return new(method, path.Split('?')[0], headers, Encoding.UTF8.GetString(await Body(stream, headers, end)));
    }

    static async Task<byte[]> Body(Stream stream, Dictionary<string, string> headers, CancellationToken end)
    {
        if (headers.TryGetValue("Content-Length", out var length))
            return await Exactly(stream, int.Parse(length, CultureInfo.InvariantCulture), end);
        if (!headers.ContainsKey("Transfer-Encoding")) return [];

        var body = new List<byte>();
        while (Size(await Line(stream, end)) is > 0 and var size)
        {
            body.AddRange(await Exactly(stream, size, end));
            await Line(stream, end);
        }

        return [.. body];
    }

    static int Size(string line) => int.Parse(line, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    static async Task<byte[]> Exactly(Stream stream, int length, CancellationToken end)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, end);
        return bytes;
    }

    static async Task<string> Line(Stream stream, CancellationToken end)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, end) > 0 && one[0] != '\n') line.Append((char)one[0]);
        return line.ToString().TrimEnd('\r');
    }
}
