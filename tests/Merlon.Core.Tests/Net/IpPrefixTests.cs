namespace Merlon.Net;

public class IpPrefixTests
{
    [Theory]
    [InlineData("10.2.0.0/16", "10.2.255.255", true)]
    [InlineData("10.2.0.0/16", "10.20.0.4", false)]     // a prefix is bits, not the start of a string
    [InlineData("10.2.0.0/16", "10.3.0.0", false)]
    [InlineData("172.16.0.0/12", "172.31.0.1", true)]
    [InlineData("172.16.0.0/12", "172.32.0.1", false)]
    [InlineData("0.0.0.0/0", "8.8.8.8", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.0", false)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::", false)]
    [InlineData("2001:db8::8/125", "2001:db8::f", true)]
    [InlineData("2001:db8::8/125", "2001:db8::10", false)]
    public void Contains_the_addresses_that_share_its_leading_bits(string prefix, string address, bool expected) =>
        Assert.Equal(expected, IpPrefix.Parse(prefix).Contains(Ip.Parse(address)));

    [Theory]
    [InlineData("10.1.2.3/8", "10.0.0.0/8")]
    [InlineData("10.1.2.3/32", "10.1.2.3/32")]
    [InlineData("10.1.2.3", "10.1.2.3/32")]
    [InlineData("255.255.255.255/0", "0.0.0.0/0")]
    [InlineData("2001:db8::ffff/112", "2001:db8::/112")]
    [InlineData("2001:db8::1", "2001:db8::1/128")]
    [InlineData("ffff::/0", "::/0")]
    public void Host_bits_are_cleared(string text, string expected)
    {
        Assert.Equal(expected, IpPrefix.Parse(text).ToString());
        Assert.Equal(IpPrefix.Parse(expected), IpPrefix.Parse(text));
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/+8")]
    [InlineData("10.0.0.0/ 8")]
    [InlineData("10.0.0.0/8 ")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0.0/255.0.0.0")]
    [InlineData("10.0.0.0/256")]
    [InlineData("10.0.0/8")]
    [InlineData("10/8")]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/8")]
    [InlineData("2001:db8::/129")]
    [InlineData("fe80::%eth0/64")]
    [InlineData("[2001:db8::]/32")]
    public void What_is_not_a_CIDR_block_is_not_read_as_one(string text)
    {
        Assert.False(IpPrefix.TryParse(text, out _));
        Assert.Throws<FormatException>(() => IpPrefix.Parse(text));
    }

    [Fact]
    public void What_is_printed_reads_back_and_holds_its_own_addresses_and_no_neighbours()
    {
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var isV4 = random.Next(2) == 0;
            var (address, width) = (Address(random, isV4), isV4 ? 32 : 128);
            var length = random.Next(1, width + 1);
            var prefix = IpPrefix.Parse($"{address}/{length}");

            Assert.Equal(prefix, IpPrefix.Parse(prefix.ToString()));
            Assert.Equal((length, true, true),
                (prefix.Length, prefix.Contains(address), prefix.Contains(prefix.Network)));
            Assert.True(prefix.Contains(Flipped(address, random.Next(0, width - length))) || length == width);
            Assert.False(prefix.Contains(Flipped(address, random.Next(width - length, width))));
        }
    }

    [Fact]
    public void A_host_is_the_block_that_holds_it_alone()
    {
        var host = IpPrefix.Host(Ip.Parse("192.0.2.1"));
        Assert.Equal((32, "192.0.2.1/32"), (host.Length, host.ToString()));
        Assert.Equal("2001:db8::1/128", IpPrefix.Host(Ip.Parse("2001:db8::1")).ToString());
    }

    static Ip Address(Random random, bool isV4) =>
        isV4
            ? Ip.V4((uint)random.NextInt64(1L << 32))
            : new(new UInt128(0x2000_0000_0000_0000 | (ulong)random.NextInt64() >> 3, (ulong)random.NextInt64()));

    /// <param name="bit">Counted from the last.</param>
    static Ip Flipped(Ip address, int bit) => new(address.Bits ^ (UInt128.One << bit));
}
