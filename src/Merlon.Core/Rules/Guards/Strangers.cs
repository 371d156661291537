using Merlon.Net;

namespace Merlon.Rules.Guards;

/// <summary>Addresses that a table says nothing particular about.</summary>
sealed class Strangers
{
    /// <summary>The shortest block that a rule may drop as a whole: /8, and /16 of IPv6.</summary>
    public static int LeastLength(IpFamily family) => family is IpFamily.V4 ? 8 : 16;

    const int Tries = 1 << 12;

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
            if (!narrower.Exists(other => (address & other.Mask) == other.Bits)) return address;
        }

        return null;
    }

    /// <summary>One that no block holds.</summary>
    public UInt128? Any => In(Everything);

    AddressMask Everything => new(_family, 0, 0);

    UInt128 All => AddressMask.MaskOf(_family, _family.Bits);
}
