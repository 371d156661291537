using Merlon.Net;

namespace Merlon.Flows.Captured;

/// <summary>The identifiers that the reference implementation's own tests expect (corelight/pycommunityid).</summary>
public class CommunityIdTests
{
    [Theory]
    [InlineData(6, "128.232.110.120", "66.35.250.204", 34855, 80, "1:LQU9qZlK+B5F3KDmev6m5PMibrg=")]
    [InlineData(6, "66.35.250.204", "128.232.110.120", 80, 34855, "1:LQU9qZlK+B5F3KDmev6m5PMibrg=")]
    [InlineData(6, "10.0.0.1", "10.0.0.2", 10, 11569, "1:SXBGMX1lBOwhhoDrZynfROxnhnM=")]
    [InlineData(17, "192.168.1.52", "8.8.8.8", 54585, 53, "1:d/FP5EW3wiY1vCndhwleRRKHowQ=")]
    [InlineData(17, "8.8.8.8", "192.168.1.52", 53, 54585, "1:d/FP5EW3wiY1vCndhwleRRKHowQ=")]
    [InlineData(132, "192.168.170.8", "192.168.170.56", 7, 7, "1:MP2EtRCAUIZvTw6MxJHLV7N7JDs=")]
    [InlineData(132, "192.168.170.56", "192.168.170.8", 80, 7, "1:jQgCxbku+pNGw8WPbEc/TS/uTpQ=")]
    public void Is_that_of_the_reference(
        byte protocol, string source, string destination, int from, int to, string id) =>
        Assert.Equal(id, CommunityId.Of(Key(protocol, source, destination, (ushort)from, (ushort)to)));

    [Theory]
    [InlineData(1, "192.168.0.89", "192.168.0.1", 8, 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=")]
    [InlineData(1, "192.168.0.1", "192.168.0.89", 0, 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=")]
    [InlineData(1, "192.168.0.89", "192.168.0.1", 20, 0, "1:3o2RFccXzUgjl7zDpqmY7yJi8rI=")]   // nobody answers this
    [InlineData(1, "192.168.0.89", "192.168.0.1", 20, 1, "1:tz/fHIDUHs19NkixVVoOZywde+I=")]
    [InlineData(58, "fe80::200:86ff:fe05:80da", "fe80::260:97ff:fe07:69ea", 135, 0, "1:dGHyGvjMfljg6Bppwm3bg0LO8TY=")]
    [InlineData(58, "fe80::260:97ff:fe07:69ea", "ff02::1", 134, 0, "1:pkvHqCL88/tg1k4cPigmZXUtL00=")]
    [InlineData(58, "3ffe:507:0:1:200:86ff:fe05:80da", "3ffe:507:0:1:260:97ff:fe07:69ea", 3, 0,
        "1:/OGBt9BN1ofenrmSPWYicpij2Vc=")]
    [InlineData(58, "3ffe:501:0:1802:260:97ff:feb6:7ff0", "3ffe:507:0:1:200:86ff:fe05:80da", 3, 0,
        "1:bnQKq8A2r//dWnkRW2EYcMhShjc=")]
    public void Is_that_of_the_reference_for_ICMP(
        byte protocol, string source, string destination, byte type, byte code, string id) =>
        Assert.Equal(id, CommunityId.Of(Key(protocol, source, destination), type, code));

    [Theory]
    [InlineData(6, "128.232.110.120", "66.35.250.204", 34855, 80, "1:3V71V58M3Ksw/yuFALMcW0LAHvc=")]
    [InlineData(17, "192.168.1.52", "8.8.8.8", 54585, 53, "1:Q9We8WO3piVF8yEQBNJF4uiSVrI=")]
    public void Sites_may_agree_on_a_seed(byte protocol, string source, string destination, int from, int to, string id)
    {
        var key = Key(protocol, source, destination, (ushort)from, (ushort)to);
        Assert.Equal(id, CommunityId.Of(key, seed: 1));
        Assert.NotEqual(id, CommunityId.Of(key));
    }

    static FlowKey Key(byte protocol, string source, string destination, ushort? from = null, ushort? to = null) =>
        new((IpProtocol)protocol, new(Ip.Parse(source), from), new(Ip.Parse(destination), to));
}
