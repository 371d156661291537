using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Merlon.ScriptedModel;

/// <summary>
/// A model server on a loopback port that answers by a script, and goes wrong as the script wants it. Each connection
/// is for one request.
/// </summary>
public sealed class ScriptedServer : IDisposable
{
    readonly TcpListener _listener;
    readonly Func<ModelRequest, ScriptedAnswer> _script;
    readonly CancellationTokenSource _end = new();
    readonly ConcurrentQueue<ModelRequest> _requests = [];

    /// <param name="port">0 for one that is free.</param>
    public ScriptedServer(Func<ModelRequest, ScriptedAnswer> script, int port = 0)
    {
        _script = script;
        _listener = new(IPAddress.Loopback, port);
        _listener.Start();
        Served = Task.Run(Serve);
    }

    /// <summary>Of the server, without a path.</summary>
    public string Url => $"http://{_listener.LocalEndpoint}";

    /// <summary>Questions so far, in order.</summary>
    public IReadOnlyList<ModelRequest> Requests => [.. _requests];

    /// <summary>Until it is disposed of.</summary>
    public Task Served { get; }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Stop();
        _end.Dispose();
    }

    async Task Serve()
    {
        var end = _end.Token;
        try
        {
            while (!end.IsCancellationRequested)
            {
                var client = await _listener.AcceptTcpClientAsync(end);
                _ = Task.Run(() => Answer(client, end), CancellationToken.None);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It was disposed of.
        }
    }

    async Task Answer(TcpClient client, CancellationToken end)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                if (await RequestReader.Read(stream, end) is { } request) await Answer(stream, request, end);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // The client has gone, or is to see the connection cut.
            }
        }
    }

    async Task Answer(Stream stream, ModelRequest request, CancellationToken end)
    {
        if (request.Path is not ("/api/chat" or "/v1/chat/completions"))
        {
            var isKnown = request.Path is "/api/tags" or "/api/show" or "/v1/models";
            var about = new ScriptedAnswer
            {
                Status = isKnown ? 200 : 404,
                Body = isKnown ? Speech.Models(request.Path) : "404 page not found",
                ContentType = isKnown ? "application/json" : "text/plain",
            };
            await Send(stream, request, about, end);
            return;
        }

        _requests.Enqueue(request);
        await Send(stream, request, _script(request), end);
    }

    // Chunked, so that a client can tell an answer that was cut from one that has ended.
    static async Task Send(Stream stream, ModelRequest request, ScriptedAnswer answer, CancellationToken end)
    {
        await answer.Begin.WaitAsync(end);
        var head = new StringBuilder($"HTTP/1.1 {answer.Status} Scripted\r\nConnection: close\r\n");
        head.Append($"Content-Type: {Speech.ContentType(request, answer)}\r\nTransfer-Encoding: chunked\r\n");
        foreach (var (name, value) in answer.Headers) head.Append($"{name}: {value}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), end);

        var left = answer.CutAt ?? int.MaxValue;
        var pieces = Speech.Of(request, answer).GetEnumerator();
        for (var isMore = pieces.MoveNext(); isMore;)
        {
            var piece = Encoding.UTF8.GetBytes(pieces.Current);
            isMore = pieces.MoveNext();
            if (!isMore) await answer.Finish.WaitAsync(end);
            var length = Math.Min(left, piece.Length);
            left -= length;
            if (length > 0) await SendChunk(stream, piece.AsMemory(0, length), end);
            if (left == 0) return;
        }

        await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), end);
    }

    static async Task SendChunk(Stream stream, ReadOnlyMemory<byte> bytes, CancellationToken end)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), end);
        await stream.WriteAsync(bytes, end);
        await stream.WriteAsync("\r\n"u8.ToArray(), end);
    }
}
