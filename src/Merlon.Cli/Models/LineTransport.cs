using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using System.Threading.Channels;
using Merlon.Flows;
using Merlon.Net;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Merlon.Cli;

/// <summary>
/// The lines of the Model Context Protocol over two streams. What is no message is answered with an error of JSON-RPC
/// 2.0 (section 5.1), where the library's own transport says nothing; no line takes more memory than it may.
/// </summary>
sealed class LineTransport : ITransport
{
    const int NoJson = -32700, NoRequest = -32600, MostWaiting = 64;

    readonly Channel<JsonRpcMessage> _messages = Channel.CreateBounded<JsonRpcMessage>(MostWaiting);
    readonly SemaphoreSlim _turn = new(1);
    readonly Stream _output;

    public LineTransport(Stream input, Stream output)
    {
        _output = output;
        new Thread(() => ReadAll(input)) { IsBackground = true }.Start();
    }

    public string? SessionId => null;

    public ChannelReader<JsonRpcMessage> MessageReader => _messages.Reader;

    public Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default) =>
        Send(JsonSerializer.SerializeToUtf8Bytes(message, McpJsonUtilities.DefaultOptions));

    public ValueTask DisposeAsync()
    {
        _messages.Writer.TryComplete();
        return default;
    }

    void ReadAll(Stream input)
    {
        var lines = new Lines(new ByteWindow(input));
        try
        {
            while (lines.TryRead(out var line))
            {
                if (lines.IsOverlong) Refuse(NoRequest, $"expected a line of {ByteWindow.MaxRecord:N0} bytes at most");
                else if (!line.Trim(" \t"u8).IsEmpty && MessageOf(line.ToArray()) is { } message)
                    _messages.Writer.WriteAsync(message).AsTask().GetAwaiter().GetResult();
            }
        }
        catch (Exception e) when (e is IOException or ChannelClosedException)
        {
            // Whoever asked has gone away.
        }
        finally
        {
            _messages.Writer.TryComplete();
        }
    }

    // Null after an answer that tells what is wrong with it.
    JsonRpcMessage? MessageOf(byte[] line)
    {
        var id = "null";
        try
        {
            if (!Utf8.IsValid(line)) throw new JsonException();
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind is not JsonValueKind.Object)
                return Refuse(NoRequest, "expected one message a line, as an object; batches are not taken");

            if (json.RootElement.TryGetProperty("id", out var given))
            {
                if (given.ValueKind is not JsonValueKind.String && !IsWhole(given))
                    return Refuse(NoRequest, "id: expected a string or a whole number");
                id = given.GetRawText();
            }
        }
        catch (JsonException)
        {
            return Refuse(NoJson, "this is no JSON; expected one message a line");
        }

        try
        {
            return JsonSerializer.Deserialize<JsonRpcMessage>(line, McpJsonUtilities.DefaultOptions);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Refuse(NoRequest, "expected a message of JSON-RPC 2.0, with its method", id);
        }
    }

    static bool IsWhole(JsonElement id) => id.ValueKind is JsonValueKind.Number && id.TryGetInt64(out _);

    JsonRpcMessage? Refuse(int code, string words, string id = "null")
    {
        var error = $$"""{"code":{{code}},"message":{{JsonSerializer.Serialize(words)}}}""";
        Send(Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":{{id}},"error":{{error}}}""")).GetAwaiter().GetResult();
        return null;
    }

    async Task Send(byte[] message)
    {
        await _turn.WaitAsync();
        try
        {
            await _output.WriteAsync((byte[])[.. message, (byte)'\n']);
            await _output.FlushAsync();
        }
        finally
        {
            _turn.Release();
        }
    }
}
