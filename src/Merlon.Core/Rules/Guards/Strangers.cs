using Merlon.Net;

namespace Merlon.Rules.Guards;

/// <summary>Addresses that a table says nothing particular about.</summary>
sealed class Strangers
{
    /// <summary>The shortest block that a rule may drop as a whole: /8, and /16 of IPv6.</summary>
    public static int LeastLength(IpFamily family) => family is IpFamily.V4 ? 8 : 16;

    const int Tries = 1 << 12;
    const int PartBits = 9, Parts = 1 << PartBits;   // two to a /8

    readonly IpFamily _family;
    readonly List<AddressMask> _named;

    public Strangers(IpFamily family, Table table)
    {
        _family = family;
        var rules = table.Chains.SelectMany(chain => chain.Rules).ToList();
        _named = [.. rules.SelectMany(rule => new[] { rule.Source?.Value, rule.Destination?.Value })
            .OfType<AddressMask>().Where(block => !block.IsEverything).Distinct()];
    }

    /// <summary>The blocks that are too wide to be dropped as a whole: all addresses, and what rules name.</summary>
    public IEnumerable<AddressMask> WideBlocks =>
        _named.Where(block => UInt128.PopCount(block.Mask) < (UInt128)LeastLength(_family)).Prepend(Everything);

    /// <summary>An address that no narrower block holds; null when there seems to be none.</summary>
    public UInt128? In(AddressMask block)
    {
        var narrower = _named.Where(other => other != block && (other.Mask & block.Mask) == block.Mask).ToList();
        var random = new Random(1);
        for (var i = 0; i < Tries; i++)
        {
            var bits = new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64() << 1) & ~block.Mask & All;
            var address = block.Bits | bits;
            if (!narrower.Exists(other => other.Contains(address))) return address;
        }

        return null;
    }

    /// <summary>One that no block holds.</summary>
    public UInt128? Any => In(Everything);

    /// <summary>
    /// Addresses that somebody anywhere may have, whatever rules say of them: one out of each of many parts of the
    /// space, less what no router on the way to anybody takes.
    /// </summary>
    public IEnumerable<UInt128> Everywhere
    {
        get
        {
            var random = new Random(2);
            var (start, bits) = _family is IpFamily.V4 ? (UInt128.Zero, 32) : (Ip.Parse("2000::").Bits, 125);
            for (var i = 0; i < Parts; i++)
            {
                var within = new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64() << 1);
                var size = UInt128.One << (bits - PartBits);
                var address = start + (UInt128)i * size + (within & (size - 1));
                if (_family is IpFamily.V6 || (byte)(address >> 24) is not (0 or 10 or 127 or >= 224))
                    yield return address;
            }
        }
    }

    AddressMask Everything => new(_family, 0, 0);

    UInt128 All => AddressMask.MaskOf(_family, _family.Bits);
}
