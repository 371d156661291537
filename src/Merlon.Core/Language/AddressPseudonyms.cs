using Merlon.Net;

namespace Merlon.Language;

/// <summary>
/// Other addresses for addresses, such that two share as many leading bits as those that they stand for: a rule about
/// a prefix is a rule about the same hosts. Each IPv4 /8 and IPv6 /32 gets one that nobody has, as long as there are
/// such; within it an address gets its bits by whom it shares bits with, in order of appearance, so nothing of the
/// original is in them, and nobody needs to keep a key.
/// </summary>
/// <remarks>Prefix-preserving, as Xu, Fan, Ammar and Moon do it with a key (2002).</remarks>
sealed class AddressPseudonyms
{
    const uint Documentation = 0x2001_0DB8, SecondDocumentation = 0x3FFF_0000, Unassigned = 0x4000_0000,
        LinkLocal = 0xFE80_0000;

    // Those of IPv4, RFC 1918's first, the reserved ones next, those of masks last; 127 and multicast are left alone.
    static readonly byte[] FirstOctets =
    [
        10, .. Enumerable.Range(240, 15).Select(octet => (byte)octet),
        .. Enumerable.Range(1, 223).Where(octet => octet is not (10 or 127)).Select(octet => (byte)octet),
        0, 255,
    ];

    readonly List<(UInt128 Of, UInt128 Is)> _pseudonyms = [], _originals = [];   // each in order of its first
    readonly HashSet<Ip> _hosts = [];
    int _blocksV4, _blocksV6;

    public int Count => _pseudonyms.Count;

    /// <summary>Whether an address tells of nobody: loopback, multicast, masks, and what is unspecified.</summary>
    public static bool IsNobodys(Ip address) => address.IsV4
        ? address.V4Bits >> 24 is 127 or (>= 224 and < 240) || IsMask(address.V4Bits) || IsMask(~address.V4Bits)
        : address.Bits <= ushort.MaxValue || (address.Bits >> 120 == 0xFF && (address.Bits << 16) >> 16 < 0x2_0000);

    // Of eight bits or more, or none.
    static bool IsMask(uint bits) => (~bits & (~bits + 1)) == 0 && bits >> 24 is 0 or 255;

    /// <summary>The leading bits below which prefixes keep no order among each other.</summary>
    public static int LeastLength(Ip address) => address.IsV4 ? 8 : 32;

    public Ip Of(Ip host)
    {
        var pseudonym = new Ip(Mapped(host.Bits));
        _hosts.Add(pseudonym);
        return pseudonym;
    }

    public IpPrefix Of(IpPrefix prefix) => IpPrefix.Around(new(Mapped(prefix.Network.Bits)), prefix.Length);

    /// <returns>Null for what was never given.</returns>
    public Ip? Original(Ip pseudonym) =>
        _hosts.Contains(pseudonym) ? new(Nearest(_originals, pseudonym.Bits).Is) : null;

    /// <returns>Null when nothing that was given lies in it.</returns>
    public IpPrefix? Original(IpPrefix pseudonym)
    {
        if (_originals.Count == 0) return null;

        var (near, original) = Nearest(_originals, pseudonym.Network.Bits);
        return pseudonym.Contains(new Ip(near)) ? IpPrefix.Around(new(original), pseudonym.Length) : null;
    }

    UInt128 Mapped(UInt128 address)
    {
        var place = Place(_pseudonyms, address);
        if (place >= 0) return _pseudonyms[place].Is;

        var pseudonym = Fresh(address);
        _pseudonyms.Insert(~place, (address, pseudonym));
        _originals.Insert(~Place(_originals, pseudonym), (pseudonym, address));
        return pseudonym;
    }

    // Shares with another pseudonym just the bits that the addresses share.
    UInt128 Fresh(UInt128 address)
    {
        var isV4 = new Ip(address).IsV4;
        var tail = isV4 ? 0x01_01_01 : UInt128.One << 64 | 1;   // of 10.1.1.1, and of 2001:db8:0:1::1
        var (near, its) = _pseudonyms.Count > 0 ? Nearest(_pseudonyms, address) : default;
        var shared = (int)UInt128.LeadingZeroCount(near ^ address);
        if (_pseudonyms.Count == 0 || shared < (isV4 ? 104 : 32)) return NextBlock(address) | tail;

        var differs = UInt128.One << (127 - shared);
        var after = differs - 1;
        return ((its ^ differs) & ~after) | (tail & after);
    }

    UInt128 NextBlock(UInt128 address)
    {
        if (new Ip(address).IsV4) return Ip.V4((uint)FirstOctets[_blocksV4++] << 24).Bits;
        if (address >> 96 == LinkLocal) return (UInt128)LinkLocal << 96;

        var block = _blocksV6 == 0 ? Documentation
            : _blocksV6 <= 4_096 ? SecondDocumentation + (uint)_blocksV6 - 1
            : Unassigned + (uint)_blocksV6;
        _blocksV6++;
        return (UInt128)block << 96;
    }

    // Of two neighbours in order, one shares the most leading bits of all.
    static (UInt128 Of, UInt128 Is) Nearest(List<(UInt128 Of, UInt128 Is)> pairs, UInt128 address)
    {
        var place = Place(pairs, address);
        if (place >= 0) return pairs[place];

        var (before, after) = (Math.Max(~place - 1, 0), Math.Min(~place, pairs.Count - 1));
        return (pairs[before].Of ^ address) < (pairs[after].Of ^ address) ? pairs[before] : pairs[after];
    }

    static int Place(List<(UInt128 Of, UInt128 Is)> pairs, UInt128 address) =>
        pairs.BinarySearch((address, 0), ByFirst.Order);

    sealed class ByFirst : IComparer<(UInt128 Of, UInt128)>
    {
        public static readonly ByFirst Order = new();

        public int Compare((UInt128 Of, UInt128) one, (UInt128 Of, UInt128) other) => one.Of.CompareTo(other.Of);
    }
}
