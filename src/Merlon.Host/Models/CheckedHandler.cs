using System.Net;
using System.Text.Json;

namespace Merlon.Host.Models;

/// <summary>
/// Looks at what a model server sends before anybody reads it: no redirection is followed, nothing compressed is
/// unpacked, other content than was asked for is refused, bodies are bounded, and errors become one line.
/// </summary>
/// <param name="expected">Kinds of content that an answer may have.</param>
/// <param name="missing">What to do about a model that is not there; null for nothing.</param>
/// <param name="secret">What no message may tell, in case the server repeats it; null for nothing.</param>
sealed class CheckedHandler(
    HttpMessageHandler inner, string[] expected, string? missing, string? secret, TimeProvider clock)
    : DelegatingHandler(inner)
{
    const int MostOfError = 64 << 10, MostTold = 300;

    /// <summary>For an address: what is sent to this machine stays on it, whatever proxy is set.</summary>
    public static HttpClient Client(
        ModelAddress address, string[] expected, TimeProvider clock,
        string? missing = null, string? secret = null)
    {
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = !address.IsThisMachine,
            ConnectTimeout = TimeSpan.FromSeconds(30),
            MaxResponseHeadersLength = 64,
        };
        var handler = new CheckedHandler(sockets, expected, missing, secret, clock);
        return new(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await Sent(request, cancellationToken);
        try
        {
            if (response.Content.Headers.ContentEncoding is { Count: > 0 } codings)
                throw new ModelServerException($"sent content in {codings.First()}, which was not asked for");

            response.Content = Bounded(response.Content, await response.Content.ReadAsStreamAsync(cancellationToken));
            if (!response.IsSuccessStatusCode) throw await Error(response, cancellationToken);

            if (expected.Contains(Kind(response), StringComparer.OrdinalIgnoreCase)) return response;
            throw await OtherContent(response, cancellationToken);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    async Task<HttpResponseMessage> Sent(HttpRequestMessage request, CancellationToken end)
    {
        try
        {
            return await base.SendAsync(request, end);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.InvalidResponse)
        {
            throw new ModelServerException("speaks no HTTP; --model-url says where a model server is", e);
        }
        catch (HttpRequestException e)
        {
            var words = e.InnerException is IOException or System.Net.Sockets.SocketException
                ? e.InnerException.Message : e.Message;
            throw new ModelServerException(
                $"cannot be reached ({Told(words)}); is it running? --model-url says where it is", e)
            {
                MayPass = true,
            };
        }
    }

    static StreamContent Bounded(HttpContent content, Stream stream)
    {
        var bounded = new StreamContent(new BoundedStream(stream));
        foreach (var (name, values) in content.Headers) bounded.Headers.TryAddWithoutValidation(name, values);
        return bounded;
    }

    async Task<ModelServerException> Error(HttpResponseMessage response, CancellationToken end)
    {
        var status = response.StatusCode;
        var told = Message(await Beginning(response.Content, end));
        var what = $"answered {(int)status}" + (told is null ? $" {status}" : $": {told}");
        return new($"{what}{Advice(status, told)}")
        {
            MayPass = (int)status is 408 or 429 or >= 500 && !IsOutOfMemory(told),
            RetryAfter = RetryAfter(response),
            IsRefusal = (int)status is 400 or 422,
        };
    }

    // Some servers tell errors so where an answer should begin.
    async Task<ModelServerException> OtherContent(HttpResponseMessage response, CancellationToken end)
    {
        var told = Kind(response) == "application/json" ? Message(await Beginning(response.Content, end)) : null;
        return new(told is not null ? $"answered: {told}" : $"answered {Kind(response) ?? "content of no kind"}; "
            + $"expected {string.Join(" or ", expected)}: is it a model server? --model-url says where one is");
    }

    static string? Kind(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType;

    string Advice(HttpStatusCode status, string? told) => (int)status switch
    {
        401 or 403 => "; OPENAI_API_KEY is to hold a key that it takes",
        404 when told is not null && missing is not null => $"; {missing}",
        404 when told is null => "; is it a model server? --model-url says where one is",
        >= 300 and < 400 => "; it sends elsewhere, and Merlon does not follow: --model-url is to say where to",
        >= 500 when IsOutOfMemory(told) => "; expected a smaller model or --context-size",
        _ => "",
    };

    static bool IsOutOfMemory(string? told) => told?.Contains("memory", StringComparison.OrdinalIgnoreCase) ?? false;

    TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - clock.GetUtcNow(),
        _ => null,
    };

    static async Task<byte[]> Beginning(HttpContent content, CancellationToken end)
    {
        try
        {
            await using var body = await content.ReadAsStreamAsync(end);
            var bytes = new byte[MostOfError];
            var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, end);
            return bytes[..length];
        }
        catch (Exception e) when (e is IOException or ModelServerException)
        {
            return [];   // its status says enough
        }
    }

    // {"error": "…"}, {"error": {"message": "…"}}, {"message": "…"}, {"detail": "…"}
    string? Message(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ErrorText() is { } text ? Told(text) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)   // half a character
        {
            return null;
        }
    }

    string Told(string text)
    {
        var known = secret is { Length: > 0 } ? text.Replace(secret, "(the key)", StringComparison.Ordinal) : text;
        return known.Length <= MostTold ? known : $"{known[..MostTold]}...";
    }
}
