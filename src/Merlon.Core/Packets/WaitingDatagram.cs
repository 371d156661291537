using System.Buffers.Binary;
using Merlon.Net;

namespace Merlon.Packets;

/// <summary>
/// The pieces of one datagram, in whatever order they come (RFC 791, RFC 8200; inet_fragment.c, Linux 6.18).
/// </summary>
/// <param name="key">What names it to <see cref="FragmentTable"/>.</param>
sealed class WaitingDatagram(WaitingDatagram.Name key, DateTime since)
{
    const int LinkLength = 14, V6Fixed = 40, MacsLength = 12, PieceCost = 128;

    readonly List<(int Start, int End)> _runs = [];   // pieces that came in a row; the highest stands last
    readonly List<Piece> _pieces = [];
    int _length, _filled, _highest;
    bool _hasEnd;
    byte[] _headers = [];   // of the first piece, the link's before them

    public Name Key => key;
    public DateTime Since => since;
    public int Count => _pieces.Count;

    /// <summary>Memory that it takes, nearly.</summary>
    public int Cost { get; private set; } = PieceCost;

    bool IsV4 => key.Source.IsV4;

    public Outcome Add(in PacketHeaders packet, in FragmentHeader fragment)
    {
        var start = fragment.Offset;
        var end = start + packet.Length - fragment.PayloadAt;
        if (!IsV4 && end > ushort.MaxValue) return Outcome.Refused;
        if (fragment.HasMore && end % 8 != 0)
        {
            if (!IsV4) return Outcome.LetBy;
            end -= end % 8;
        }

        var isBeyond = fragment.HasMore ? _hasEnd && end > _length : end < _length || (_hasEnd && end != _length);
        if (isBeyond) return IsV4 ? Outcome.Ruined : Outcome.Refused;

        _hasEnd |= !fragment.HasMore;
        _length = Math.Max(_length, end);
        if (start == end) return IsV4 ? Outcome.Ruined : Outcome.Refused;
        if (Place(start, end) is { } misplaced) return misplaced;

        Keep(packet, fragment, end - start);
        return _headers.Length > 0 && _hasEnd && _filled == _length ? Outcome.Whole : Outcome.Waits;
    }

    /// <summary>As a frame of Ethernet, as far as it was captured; null if no header could tell its length.</summary>
    /// <param name="length">Of the whole frame.</param>
    public byte[]? ToFrame(out int length)
    {
        length = _headers.Length + _length;
        var packet = _headers.AsSpan(LinkLength);
        var told = length - LinkLength - (IsV4 ? 0 : V6Fixed);
        if (told > ushort.MaxValue) return null;

        BinaryPrimitives.WriteUInt16BigEndian(packet[(IsV4 ? 2 : 4)..], (ushort)told);
        _pieces.Sort((left, right) => left.Start.CompareTo(right.Start));
        var frame = new List<byte>(_headers);
        foreach (var piece in _pieces)
        {
            frame.AddRange(piece.Captured);
            if (piece.Captured.Length < piece.Length) break;
        }

        return [.. frame];
    }

    // What a run holds already is a repetition, all else that lies over others an overlap (RFC 5722).
    Outcome? Place(int start, int end)
    {
        if (end <= _highest)
        {
            foreach (var run in _runs)
            {
                if (end > run.Start && start < run.End)
                    return start >= run.Start && end <= run.End ? Outcome.Refused : Outcome.Ruined;
            }

            _runs.Insert(0, (start, end));
            return null;
        }

        if (start < _highest) return Outcome.Ruined;

        if (_runs.Count > 0 && start == _highest) _runs[^1] = (_runs[^1].Start, end);
        else _runs.Add((start, end));
        _highest = end;
        return null;
    }

    void Keep(in PacketHeaders packet, in FragmentHeader fragment, int length)
    {
        var captured = packet.IpPacket[fragment.PayloadAt..];
        var piece = new Piece(fragment.Offset, length, captured[..Math.Min(length, captured.Length)].ToArray());
        _pieces.Add(piece);
        _filled += length;
        Cost += piece.Captured.Length + PieceCost;
        if (fragment.Offset == 0) _headers = HeadersOf(packet, fragment);
    }

    byte[] HeadersOf(in PacketHeaders packet, in FragmentHeader fragment)
    {
        var headers = new byte[LinkLength + fragment.HeadersEnd];
        BinaryPrimitives.WriteUInt64BigEndian(headers.AsSpan(4), packet.SourceMac);
        BinaryPrimitives.WriteUInt64BigEndian(headers.AsSpan(0), packet.DestinationMac << 16 | packet.SourceMac >> 32);
        BinaryPrimitives.WriteUInt16BigEndian(headers.AsSpan(MacsLength), (ushort)(IsV4 ? 0x0800 : 0x86DD));
        var own = headers.AsSpan(LinkLength);
        packet.IpPacket[..fragment.HeadersEnd].CopyTo(own);
        if (IsV4) own[6..8].Clear();
        else own[fragment.NamedAt] = packet.IpPacket[fragment.HeadersEnd];
        return headers;
    }

    /// <param name="Protocol">0 in IPv6, whose numbers count for all protocols together.</param>
    public readonly record struct Name(Ip Source, Ip Destination, IpProtocol Protocol, uint Id);

    public enum Outcome
    {
        Waits,
        Whole,

        /// <summary>This piece is dropped.</summary>
        Refused,

        /// <summary>All of them are dropped.</summary>
        Ruined,

        /// <summary>IPv6's that do not end at eight bytes: the others are dropped, it goes on as it is.</summary>
        LetBy,
    }

    sealed record Piece(int Start, int Length, byte[] Captured);
}
