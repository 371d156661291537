using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Kernel;

/// <summary>What a gateway stands among: its links, the hosts behind each of them, and its own addresses.</summary>
sealed class Surroundings
{
    public static readonly ImmutableArray<string> Links = ["eth0", "eth1", "eth10", "ppp0", "ppp1"];

    /// <summary>Those on which the gateway has an address, one each.</summary>
    public static readonly ImmutableArray<string> AddressedLinks = [Links[0], Links[3]];

    Surroundings(IpFamily family, string[] blocks, string[] local, string[] many)
    {
        Family = family;
        Blocks = [.. blocks.Select(Bits)];
        Local = [.. local.Select(Bits)];
        Many = [.. many.Select(Bits)];
    }

    public IpFamily Family { get; }

    /// <summary>The first address of 256 behind each link.</summary>
    public ImmutableArray<UInt128> Blocks { get; }

    /// <summary>The gateway's own.</summary>
    public ImmutableArray<UInt128> Local { get; }

    /// <summary>Broadcast and multicast addresses that the gateway listens to.</summary>
    public ImmutableArray<UInt128> Many { get; }

    public static Surroundings Of(IpFamily family) => family is IpFamily.V4
        ? new(
            family,
            ["10.0.0.0", "10.0.1.0", "10.1.0.0", "11.0.0.0", "192.0.2.0"],
            ["10.9.0.1", "10.9.0.2"],
            ["10.9.0.255", "255.255.255.255", "224.0.0.1"])
        : new(
            family,
            ["2001:db8::", "2001:db8:0:1::", "2001:db8:1::", "2001:db9::", "3fff::"],
            ["2001:db8:9::1", "2001:db8:9::2"],
            ["ff02::1"]);

    public string LinkTo(UInt128 address) => Links[Blocks.IndexOf(address & ~(UInt128)255)];

    public AddressType TypeOf(UInt128 address)
    {
        if (Local.Contains(address)) return AddressType.Local;
        if (!Many.Contains(address)) return AddressType.Unicast;
        return address >> 28 == 14 ? AddressType.Multicast : AddressType.Broadcast;
    }

    /// <summary>The commands of ip(8) that make them.</summary>
    public string Commands
    {
        get
        {
            var length = Family is IpFamily.V4 ? 24 : 120;
            var noCheck = Family is IpFamily.V4 ? "brd +" : "nodad";
            IEnumerable<string> commands =
            [
                .. Links.Select(link => $"link set {link} address {Frame.GatewayMac} arp off up"),
                .. Local.Zip(AddressedLinks, (address, link) =>
                    $"address add {Text(address)}/{length} dev {link} {noCheck}"),
                .. Blocks.Select((block, i) => $"route add {Text(block)}/{length} dev {Links[i]}"),
            ];
            return string.Join('\n', commands) + "\n";
        }
    }

    public Ip IpOf(UInt128 address) => Family is IpFamily.V4 ? Ip.V4((uint)address) : new(address);

    public string Text(UInt128 address) => IpOf(address).ToString();

    static UInt128 Bits(string address) => AddressMask.RightAligned(Ip.Parse(address));
}
