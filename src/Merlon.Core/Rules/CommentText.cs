namespace Merlon.Rules;

/// <summary>
/// Comments for any firewall's text. They end where they should, whatever is said; what is long becomes several, since
/// iptables-restore reads 10,239 bytes at a time and would take the rest of a longer line for a command.
/// </summary>
public static class CommentText
{
    // Three bytes each at most.
    const int Longest = 3_000;

    /// <param name="said">Perhaps an attacker's.</param>
    /// <returns>Whole lines, one or more.</returns>
    public static string Of(string said) =>
        said == "" ? "#\n"
            : string.Concat(VisibleText.Of(said).Chunk(Longest).Select(part => $"# {new string(part)}\n"));
}
