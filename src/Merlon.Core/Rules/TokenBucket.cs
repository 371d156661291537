namespace Merlon.Rules;

/// <summary>What one source may still send under a <see cref="RateLimit"/>. Full at first.</summary>
public struct TokenBucket(RateLimit limit)
{
    double _tokens = limit.PerMinute;
    DateTime _filledAt;

    /// <summary>Takes one packet, if there is a token for it.</summary>
    /// <param name="at">No earlier than the packet before; an earlier one finds what that one left.</param>
    /// <returns>Whether it comes above the limit.</returns>
    public bool Exceeds(DateTime at)
    {
        if (at > _filledAt)
        {
            _tokens = Math.Min(limit.PerMinute, _tokens + (at - _filledAt).TotalMinutes * limit.PerMinute);
            _filledAt = at;
        }

        if (_tokens < 1) return true;

        _tokens--;
        return false;
    }
}
