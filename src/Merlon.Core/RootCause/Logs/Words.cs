namespace Merlon.RootCause.Logs;

/// <summary>The words of a text, one after the other, with spaces between them.</summary>
ref struct Words(ReadOnlySpan<char> text)
{
    /// <summary>What comes after the words taken so far.</summary>
    public ReadOnlySpan<char> Rest { get; private set; } = text;

    /// <returns>Empty at the end.</returns>
    public ReadOnlySpan<char> Next()
    {
        var rest = Rest.TrimStart(' ');
        var end = rest.IndexOf(' ');
        Rest = end < 0 ? default : rest[(end + 1)..];
        return end < 0 ? rest : rest[..end];
    }
}
