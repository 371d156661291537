namespace Merlon.Flows.Captured;

/// <summary>What went one way in a flow; lengths are those of the IP packets, headers included, in bytes.</summary>
public struct DirectionStatistics
{
    long _packets;
    long _bytes;
    ulong _squares;   // of the lengths, summed
    int _minLength;
    int _maxLength;
    long _first;
    long _last;
    Gaps _gaps;
    FlagCounts _flags;

    public readonly long Packets => _packets;

    public readonly Traffic Traffic => new(_packets, _bytes);

    /// <summary>UTC; nothing where there is no packet.</summary>
    public readonly DateTime? FirstSeen => Packets == 0 ? null : new(_first, DateTimeKind.Utc);

    /// <inheritdoc cref="FirstSeen"/>
    public readonly DateTime? LastSeen => Packets == 0 ? null : new(_last, DateTimeKind.Utc);

    /// <summary>How many packets bore each of TCP's flags, from FIN to CWR.</summary>
    public readonly FlagCounts Flags => _flags;

    /// <summary>In bytes.</summary>
    public readonly Distribution Lengths =>
        Distribution.Of(Packets, _minLength, _maxLength, (UInt128)_bytes, _squares);

    /// <summary>Between one packet and the next of this direction, in seconds.</summary>
    public readonly Distribution Gaps => _gaps.InSeconds(Packets, new(_last - _first));

    internal void Add(long at, int length, byte flags)
    {
        if (Packets == 0)
        {
            (_first, _last, _minLength, _maxLength, _gaps) = (at, at, length, length, Captured.Gaps.None);
        }
        else
        {
            var gap = Math.Max(0, at - _last);
            _gaps.Add(gap);
            _last += gap;
            if (length < _minLength) _minLength = length;
            if (length > _maxLength) _maxLength = length;
        }

        _packets++;
        _bytes += length;
        _squares += (ulong)length * (ulong)length;
        _flags.Add(flags);
    }

    internal readonly long Look() => _packets + _last + _flags[0];

    /// <summary>Of both directions together.</summary>
    internal static Distribution LengthsOf(in DirectionStatistics one, in DirectionStatistics other)
    {
        if (one.Packets == 0) return other.Lengths;
        if (other.Packets == 0) return one.Lengths;
        return Distribution.Of(
            one.Packets + other.Packets,
            Math.Min(one._minLength, other._minLength), Math.Max(one._maxLength, other._maxLength),
            (UInt128)(one._bytes + other._bytes), (UInt128)one._squares + other._squares);
    }
}
