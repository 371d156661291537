namespace Merlon.Host.Models;

/// <summary>Where a model server listens.</summary>
public sealed record ModelAddress
{
    ModelAddress(Uri url) => Url = url;

    public Uri Url { get; }

    /// <summary>Whether what is sent there stays on this machine.</summary>
    public bool IsThisMachine => Url.IsLoopback;

    public bool IsEncrypted => Url.Scheme == Uri.UriSchemeHttps;

    /// <param name="text">A URL, or as <c>OLLAMA_HOST</c> may have it: host and port, either of them alone.</param>
    /// <param name="port">For what has neither a scheme nor a port.</param>
    /// <param name="path">For what has none.</param>
    public static bool TryParse(string text, int port, string path, out ModelAddress address)
    {
        address = null!;
        var hasScheme = text.Contains("://", StringComparison.Ordinal);
        var written = hasScheme ? text : text.StartsWith(':') ? $"http://127.0.0.1{text}" : $"http://{text}";
        if (!Uri.TryCreate(written.Trim(), UriKind.Absolute, out var url)) return false;
        if (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) return false;
        if (url.UserInfo != "" || url.Query != "" || url.Fragment != "" || url.Host == "") return false;

        var listensEverywhere = url.Host is "0.0.0.0" or "[::]";
        var hasPort = !url.IsDefaultPort || written.EndsWith(":80", StringComparison.Ordinal);
        var built = new UriBuilder(url)
        {
            Host = listensEverywhere ? "127.0.0.1" : url.Host,
            Port = hasScheme || hasPort ? url.Port : port,
            Path = url.AbsolutePath == "/" ? path : url.AbsolutePath.TrimEnd('/'),
        };
        address = new(built.Uri);
        return true;
    }

    /// <summary>A path below it.</summary>
    public Uri At(string path) => new($"{Url.ToString().TrimEnd('/')}/{path}");

    public override string ToString() => Url.ToString().TrimEnd('/');
}
