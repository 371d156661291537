using Merlon.Net;

namespace Merlon.Rules.Syntax;

public class PacketFieldsTests
{
    static readonly Dictionary<string, string> Examples = new()
    {
        ["src"] = "203.0.113.9",
        ["dst"] = "203.0.113.8",
        ["proto"] = "udp",
        ["sport"] = "53",
        ["dport"] = "54",
        ["in"] = "lo",
        ["out"] = "wan",
        ["state"] = "RELATED",
        ["flags"] = "SYN,ACK",
        ["tcpoptions"] = "2,8",
        ["icmptype"] = "proto=icmp icmptype=13",
        ["icmpcode"] = "proto=icmp icmpcode=3",
        ["length"] = "1400",
        ["ttl"] = "1",
        ["mark"] = "0x10",
        ["mac"] = "02:00:00:00:00:0a",
        ["fragment"] = "yes",
        ["snat"] = "yes",
        ["dnat"] = "yes",
        ["pkttype"] = "broadcast",
        ["srctype"] = "local",
        ["dsttype"] = "multicast",
    };

    [Fact]
    public void What_is_printed_of_a_packet_says_all_that_was_set()
    {
        Assert.Equal(PacketFields.Names.Order(), Examples.Keys.Order());
        foreach (var (name, example) in Examples)
        {
            var packet = Read(example.Contains('=', StringComparison.Ordinal) ? example : $"{name}={example}");
            Assert.NotEqual(PacketFields.Ordinary(IpFamily.V4), packet);
            Assert.Equal(packet, Read(PacketFields.Print(packet)));
        }
    }

    static Packet Read(string words)
    {
        var packet = PacketFields.Ordinary(IpFamily.V4);
        foreach (var word in words.Split(' '))
        {
            var parts = word.Split('=', 2);
            Assert.True(PacketFields.TrySet(ref packet, parts[0], parts[1], out var problem), problem.Message);
        }

        return packet;
    }
}
