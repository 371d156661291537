using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Syntax;

namespace Merlon.Kernel;

/// <summary>
/// What the conversion to nftables rests on: where a table asks conntrack, no fragment comes as far as its rules.
/// </summary>
public sealed class FragmentTests
{
    const string AsksConntrack = "-A INPUT -m conntrack --ctstate NEW\n";

    [Theory]
    [InlineData(IpFamily.V4, "", true)]
    [InlineData(IpFamily.V6, "", true)]
    [InlineData(IpFamily.V4, AsksConntrack, false)]
    [InlineData(IpFamily.V6, AsksConntrack, false)]
    public void A_later_fragment_comes_through_but_where_conntrack_waits_for_the_first(
        IpFamily family, string rules, bool comes)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root for a network namespace");
        Assert.SkipUnless(File.Exists("/dev/net/tun"), "needs /dev/net/tun for the links of a gateway");
        var text = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n"
            + $"-A FORWARD -p udp -m udp ! --dport 1 -j DROP\n{rules}COMMIT\n";

        OwnThread.Run(() => Assert.Equal((comes, 0ul), Send(text, family)));
    }

    static (bool Came, ulong Met) Send(string text, IpFamily family)
    {
        var around = Surroundings.Of(family);
        using var gateway = new Gateway(around);
        var setup = new Setup(family, TracksConnections: false, Backend.Nftables);
        _ = new Ground(setup, new(setup));
        gateway.Strays();
        var filter = new NftablesFilter(family);
        var table = RuleSetReader.Read(text, family).Rules.Tables[0];
        filter.Load(table, text);
        var came = gateway.Deliver(Frame.Write(LaterFragment(around), Hook.Forward));
        var drop = table.ChainNamed("FORWARD")!.Rules[0];
        return (came, filter.Count().Counters[new("FORWARD", drop.Line)].Packets);
    }

    static Packet LaterFragment(Surroundings around) => new()
    {
        Family = around.Family,
        Source = around.Blocks[0] + 1,
        Destination = around.Blocks[1] + 1,
        Protocol = IpProtocol.Udp,
        SourcePort = 2,
        DestinationPort = 2,
        IsFragment = true,
        Length = 100,
        InInterface = Surroundings.Links[0],
        OutInterface = Surroundings.Links[1],
        SourceMac = 1,
    };
}
