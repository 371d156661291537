namespace Merlon.Rules;

/// <summary>
/// So many packets in a minute, and as many at once: a token bucket, as hashlimit keeps one for each source
/// (iptables-extensions(8)).
/// </summary>
/// <param name="PerMinute">1 to 1,000,000.</param>
public sealed record RateLimit(int PerMinute)
{
    /// <summary>Of a burst, that iptables takes.</summary>
    public const int Most = 1_000_000;

    public override string ToString() => $"{PerMinute:N0} a minute";
}
