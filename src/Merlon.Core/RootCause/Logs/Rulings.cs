namespace Merlon.RootCause.Logs;

/// <summary>The words by which logs say whether something was let pass.</summary>
static class Rulings
{
    /// <returns>Null for a word that does not say.</returns>
    public static Ruling? Of(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[Math.Min(word.Length, 32)];
        word[..lower.Length].ToLowerInvariant(lower);
        return lower switch
        {
            "allow" or "allowed" or "allows" or "accept" or "accepted" or "accepts" or "permit" or "permitted" or "pass"
                or "passed" or "built" or "established" or "success" or "succeeded" or "successful" or "ok"
                or "close" or "timeout" or "start" or "granted" or "forwarded" or "alert only" => Ruling.Allowed,
            "deny" or "denied" or "denies" or "drop" or "dropped" or "drops" or "block" or "blocked" or "blocks"
                or "reject" or "rejected" or "rejects" or "refuse" or "refused" or "discard" or "discarded"
                or "prevented" or "prevent" or "fail" or "failed" or "failure" or "ban" or "banned" or "quarantined"
                or "ssl-login-fail" or "reset" or "audit block" or "rst" => Ruling.Denied,
            _ => null,
        };
    }
}
