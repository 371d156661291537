namespace Merlon.Net;

/// <summary>
/// Addresses as netfilter compares them: those whose masked bits are the network's. The mask may have holes
/// (<c>10.0.12.0/255.0.255.0</c>), which no CIDR block can say. Bits outside it are cleared on the way in.
/// </summary>
public readonly record struct AddressMask
{
    /// <param name="bits">The address, right-aligned: 32 bits for IPv4.</param>
    /// <param name="mask">So too.</param>
    public AddressMask(IpFamily family, UInt128 bits, UInt128 mask) =>
        (Family, Bits, Mask) = (family, bits & mask, mask);

    public IpFamily Family { get; }
    public UInt128 Bits { get; }
    public UInt128 Mask { get; }

    /// <summary>Whether it takes in every address of its family.</summary>
    public bool IsEverything => Mask == 0;

    public static AddressMask Of(IpPrefix prefix)
    {
        var family = prefix.Network.IsV4 ? IpFamily.V4 : IpFamily.V6;
        return new(family, prefix.Network.Bits, MaskOf(family, prefix.Length));
    }

    /// <summary>The mask of a prefix of so many bits.</summary>
    public static UInt128 MaskOf(IpFamily family, int length)
    {
        var all = UInt128.MaxValue >> (128 - family.Bits);
        return length == 0 ? 0 : (all << (family.Bits - length)) & all;
    }

    /// <summary>The bits of the prefix that the mask is; -1 when it has holes.</summary>
    public int Length
    {
        get
        {
            var length = (int)UInt128.PopCount(Mask);
            return Mask == MaskOf(Family, length) ? length : -1;
        }
    }

    public bool Contains(Ip address) => address.IsV4 == Family is IpFamily.V4 && Contains(RightAligned(address));

    /// <param name="address">Of the same family, right aligned.</param>
    public bool Contains(UInt128 address) => (address & Mask) == Bits;

    public static UInt128 RightAligned(Ip address) => address.IsV4 ? address.V4Bits : address.Bits;

    public override string ToString() =>
        Length is >= 0 and var length ? $"{Text(Bits, Family)}/{length}" : $"{Text(Bits, Family)}/{Text(Mask, Family)}";

    /// <summary>An address. One of IPv6 that IPv4 is mapped to is still one of IPv6.</summary>
    public static string Text(UInt128 bits, IpFamily family) =>
        family is IpFamily.V4 ? IpSyntax.PrintV4((uint)bits) : IpSyntax.PrintV6(bits);
}
