using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>How options of extensions write addresses.</summary>
static class Addresses
{
    /// <summary>An address, or a network with its mask.</summary>
    public static readonly WordSyntax<AddressMask> OneOrMore = new(
        AddressSyntax.TryRead, value => IsSingle(value) ? value.ToString().Split('/')[0] : value.ToString());

    /// <summary>A network, always with its mask.</summary>
    public static readonly WordSyntax<AddressMask> Network = new(AddressSyntax.TryRead, value => value.ToString());

    /// <summary>An address and the length of its network, host bits and all.</summary>
    /// <param name="alwaysHasLength">Whether the length is printed even where it is that of an address.</param>
    public static WordSyntax<string> WithHostBits(bool alwaysHasLength) => new(
        (string text, IpFamily family, out string value, out Problem problem) =>
        {
            var slash = text.IndexOf('/', StringComparison.Ordinal);
            var mask = AddressMask.MaskOf(family, family.Bits);
            var isRight = slash < 0 || AddressSyntax.TryReadMask(text[(slash + 1)..], family, out mask);
            isRight &= AddressSyntax.TryReadHost(slash < 0 ? text : text[..slash], family, out var bits);
            value = One.Print(new(family, bits, AddressMask.MaskOf(family, family.Bits)))[0];
            problem = isRight ? default : new($"'{text}' is no network", "an address, or address/length");
            var network = new AddressMask(family, bits, mask);
            if (alwaysHasLength || !IsSingle(network)) value += $"/{network.ToString().Split('/')[1]}";
            return isRight;
        },
        value => value);

    /// <summary>An address alone.</summary>
    public static readonly WordSyntax<AddressMask> One = new(
        (string text, IpFamily family, out AddressMask value, out Problem problem) =>
        {
            var isAddress = AddressSyntax.TryReadAddress(text, family, out var bits);
            value = new(family, bits, AddressMask.MaskOf(family, family.Bits));
            problem = isAddress ? default : new($"'{text}' is no address", "an address");
            return isAddress;
        },
        value => value.ToString().Split('/')[0]);

    /// <summary>How many bits of an address to look at; what is past its width is its width.</summary>
    public static readonly WordSyntax<ulong> Length = new(
        (string text, IpFamily family, out ulong value, out Problem problem) =>
        {
            var isRight = Values.Number(0, 128).TryReadWord(text, family, out value, out problem);
            value = Math.Min(value, (ulong)family.Bits);
            return isRight;
        },
        value => $"{value}");

    /// <summary>The address that no host has: <c>0.0.0.0</c> or <c>::</c>.</summary>
    public static string None(IpFamily family) => family is IpFamily.V4 ? "0.0.0.0" : "::";

    /// <summary>The mask of one address, as an address.</summary>
    public static string FullMask(IpFamily family) =>
        family is IpFamily.V4 ? "255.255.255.255" : "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";

    static bool IsSingle(AddressMask value) => value.Mask == AddressMask.MaskOf(value.Family, value.Family.Bits);
}
