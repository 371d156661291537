using Merlon.Net;
using Merlon.Rules.Meaning;
using Merlon.Rules.Syntax;

namespace Merlon.Rules;

/// <summary>What single matches say of a packet.</summary>
public class ConditionTests
{
    [Theory]
    [InlineData("-p tcp -m tcp --tcp-flags SYN SYN,ACK", false)]
    [InlineData("-p tcp -m tcp ! --tcp-flags SYN SYN,ACK", true)]
    [InlineData("-p tcp -m tcp --tcp-flags SYN SYN", true)]
    [InlineData("-m mark --mark 0x5/0x4", false)]
    [InlineData("-m mark ! --mark 0x5/0x4", true)]
    [InlineData("-m mark --mark 0x4/0x4", true)]
    public void Bits_outside_their_mask_are_never_met(string rule, bool matches)
    {
        var text = $"*filter\n:FORWARD DROP [0:0]\n-A FORWARD {rule} -j ACCEPT\nCOMMIT\n";
        var read = RuleSetReader.Read(text, IpFamily.V4);
        Assert.Empty(read.Faults);
        var packet = new Packet { Protocol = IpProtocol.Tcp, TcpFlags = 0x12, Mark = 0x5 };
        var verdicts = new PacketWalk(read.Rules.Tables[0]).Decide(packet, Hook.Forward);
        Assert.Equal(matches ? Verdicts.Accept : Verdicts.Drop, verdicts);
    }
}
