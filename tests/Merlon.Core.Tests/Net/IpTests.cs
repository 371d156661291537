using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace Merlon.Net;

public partial class IpTests
{
    [Fact]
    public void An_IPv4_address_reads_and_prints_as_the_system_does()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var bits = (uint)random.NextInt64(1L << 32);
            var system = new IPAddress([(byte)(bits >> 24), (byte)(bits >> 16), (byte)(bits >> 8), (byte)bits]);
            var ip = Ip.Parse(system.ToString());
            Assert.Equal((Ip.V4(bits), true, bits), (ip, ip.IsV4, ip.V4Bits));
            Assert.Equal(system.ToString(), ip.ToString());
        }
    }

    [Fact]
    public void An_IPv6_address_reads_as_the_system_has_it_and_prints_as_inet_ntop_does()
    {
        var random = new Random(2);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = BytesWithManyZeros(random);
            var system = new IPAddress(bytes);
            var ip = new Ip(BitsOf(bytes));
            Assert.Equal(ip, Ip.Parse(system.ToString()));
            Assert.Equal(ip, Ip.Parse(Unshortened(bytes)));
            Assert.Equal(ip, Ip.Parse(Unshortened(bytes).ToUpperInvariant()));
            Assert.Equal(ip, Ip.Parse(ip.ToString()));
            Assert.Equal(Printed(bytes), AddressMask.Text(ip.Bits, IpFamily.V6));
            if (!ip.IsV4) Assert.Equal(Printed(bytes), ip.ToString());
        }
    }

    [Theory]
    [InlineData("fe80::5efe:c0a8:101")]
    [InlineData("2001:db8::200:5efe:c000:201")]
    [InlineData("2001:db8:0:1:1:1:1:1")]
    [InlineData("::ffff:0.0.0.0")]
    [InlineData("::1.2.3.4")]
    [InlineData("::1:0:0")]
    [InlineData("1:0:0:2::3")]
    [InlineData("1::2:0:0:3")]
    [InlineData("1::")]
    [InlineData("::1")]
    [InlineData("::")]
    public void An_IPv6_address_prints_in_one_way(string text) =>
        Assert.Equal(text, AddressMask.Text(BitsOf(IPAddress.Parse(text).GetAddressBytes()), IpFamily.V6));

    [Fact]
    public void Text_is_an_address_only_if_the_system_says_so_too()
    {
        var random = new Random(3);
        var read = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var text = Unlikely(random);
            if (!Ip.TryParse(text, out var ip)) continue;

            read++;
            Assert.True(IPAddress.TryParse(WithoutLeadingZeros(text), out var system), text);
            Assert.Equal(BitsOf(system.MapToIPv6().GetAddressBytes()), ip.Bits);
        }

        Assert.True(read > 1_000, "Too little of it is an address for this test to say anything.");
    }

    [Fact]
    public void IPv6_text_is_an_address_exactly_when_the_system_says_so()
    {
        var random = new Random(5);
        var read = 0;
        for (var i = 0; i < 400_000; i++)
        {
            var text = Mutated(random, new IPAddress(BytesWithManyZeros(random)).ToString());
            if (!text.Contains(':')) continue;

            var isAddress = IPAddress.TryParse(text, out var system) && !text.AsSpan().ContainsAny("%[]/");
            Assert.True(isAddress == Ip.TryParse(text, out var ip), text);
            if (!isAddress) continue;

            read++;
            Assert.Equal(BitsOf(system!.GetAddressBytes()), ip.Bits);
        }

        Assert.InRange(read, 100_000, 300_000);
    }

    [Fact]
    public void Bytes_and_characters_read_alike()
    {
        var random = new Random(4);
        for (var i = 0; i < 50_000; i++)
        {
            var text = Unlikely(random);
            Assert.Equal(Ip.TryParse(text, out var left), Ip.TryParse(Encoding.UTF8.GetBytes(text), out var right));
            Assert.Equal(left, right);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("10")]
    [InlineData("10.1")]
    [InlineData("10.0.1")]
    [InlineData("10.0.0.0.1")]
    [InlineData("3232235777")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("192.0.2.256")]
    [InlineData("192.0.2.1000")]
    [InlineData("192.0.2.0001")]
    [InlineData("192.0.2.-1")]
    [InlineData("192.0.2.1 ")]
    [InlineData(" 192.0.2.1")]
    [InlineData("192.0.2.1.")]
    [InlineData(".192.0.2.1")]
    [InlineData("192.0..2.1")]
    [InlineData("192.0.2.1:80")]
    [InlineData("192.0.2.1/32")]
    [InlineData("192.0.2.1\0")]
    [InlineData("１９２.0.2.1")]
    [InlineData(":")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("2001:db8::g")]
    [InlineData("2001:db8::12345")]
    [InlineData("2001:db8::1 ")]
    [InlineData("fe80::1%eth0")]
    [InlineData("fe80::1%3")]
    [InlineData("[2001:db8::1]")]
    [InlineData("[2001:db8::1]:80")]
    [InlineData("2001:db8::/32")]
    [InlineData("::ffff:192.0.2.256")]
    [InlineData("00:00:5e:00:53:01")]
    [InlineData("localhost")]
    [InlineData("example.org")]
    [InlineData("0000:0000:0000:0000:0000:ffff:255.255.255.2555")]
    public void What_is_not_an_address_is_not_read_as_one(string text)
    {
        Assert.False(Ip.TryParse(text, out var ip));
        Assert.Equal(default, ip);
        Assert.Throws<FormatException>(() => Ip.Parse(text));
    }

    [Fact]
    public void An_IPv4_address_mapped_into_IPv6_is_the_IPv4_address()
    {
        Assert.Equal(Ip.Parse("192.0.2.1"), Ip.Parse("::ffff:192.0.2.1"));
        Assert.Equal("192.0.2.1", Ip.Parse("::FFFF:c000:0201").ToString());
        Assert.False(Ip.Parse("::192.0.2.1").IsV4);
    }

    [Fact]
    public void A_zero_in_front_does_not_make_a_number_octal() =>
        Assert.Equal(Ip.Parse("192.10.2.1"), Ip.Parse("192.010.002.1"));

    [Fact]
    public void Equal_addresses_have_equal_hashes_and_others_hardly_ever()
    {
        var addresses = Enumerable.Range(0, 100_000).Select(i => Ip.V4((uint)i)).ToList();
        Assert.All(addresses.Take(100), ip => Assert.Equal(ip.Hash, Ip.Parse(ip.ToString()).Hash));
        Assert.Equal(addresses.Count, addresses.Select(ip => ip.Hash).Distinct().Count());
        Assert.InRange(addresses.Select(ip => ip.GetHashCode()).Distinct().Count(), 99_000, addresses.Count);
    }

    [Theory]
    [InlineData("192.0.2.1", 80, "192.0.2.1:80")]
    [InlineData("192.0.2.1", 0, "192.0.2.1:0")]
    [InlineData("192.0.2.1", null, "192.0.2.1")]
    [InlineData("2001:db8::1", 80, "[2001:db8::1]:80")]
    [InlineData("2001:db8::1", null, "2001:db8::1")]
    public void An_endpoint_prints_its_port_after_a_colon(string ip, int? port, string expected) =>
        Assert.Equal(expected, new Endpoint(Ip.Parse(ip), (ushort?)port).ToString());

    static byte[] BytesWithManyZeros(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        for (var i = 0; i < 16; i += 2)
        {
            if (random.Next(2) == 0) bytes.AsSpan(i, 2).Clear();
        }

        if (random.Next(10) == 0) bytes.AsSpan(10, 2).Fill(0xFF);
        if (random.Next(10) == 0) bytes.AsSpan(0, 10).Clear();
        if (random.Next(10) == 0) new byte[] { 0, 0, 0x5E, 0xFE }.CopyTo(bytes, 8);   // ISATAP (RFC 5214)
        return bytes;
    }

    static string Printed(byte[] address)
    {
        Span<byte> text = stackalloc byte[46];
        Assert.NotEqual(0, Print(family: 10, address, text, text.Length));
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);
    }

    [LibraryImport("libc", EntryPoint = "inet_ntop")]
    private static partial nint Print(int family, ReadOnlySpan<byte> address, Span<byte> text, int size);

    static UInt128 BitsOf(byte[] bytes) => bytes.Aggregate(UInt128.Zero, (bits, next) => bits << 8 | next);

    static string Unshortened(byte[] bytes) =>
        string.Join(':', bytes.Chunk(2).Select(pair => $"{pair[0]:x2}{pair[1]:x2}"));

    // Up to three of its characters gone or replaced, or others put in.
    static string Mutated(Random random, string address)
    {
        var text = new StringBuilder(address);
        for (var changes = random.Next(4); changes > 0 && text.Length > 1; changes--)
        {
            var place = random.Next(text.Length);
            var replaced = random.Next(3);
            if (replaced != 0) text.Remove(place, 1);
            if (replaced != 1) text.Insert(place, ":::.09afAFgx%]/ "[random.Next(16)]);
        }

        return text.ToString();
    }

    // Like addresses, but mostly none.
    static string Unlikely(Random random)
    {
        var text = new StringBuilder();
        var isV4 = random.Next(2) == 0;
        for (var parts = random.Next(isV4 ? 3 : 1, isV4 ? 6 : 10); parts > 0; parts--)
        {
            text.Append(isV4 ? $"{random.Next(280)}" : random.Next(3) == 0 ? "" : $"{random.Next(70_000):x}");
            if (parts > 1 || random.Next(20) == 0) text.Append(random.Next(40) == 0 ? "%" : isV4 ? "." : ":");
        }

        if (random.Next(20) == 0) text.Insert(random.Next(text.Length + 1), "0%[] /-x٠\0"[random.Next(10)]);
        return text.ToString();
    }

    // The system takes a number with a zero in front for an octal one.
    static string WithoutLeadingZeros(string text) => text.Contains(':') ? text
        : string.Join('.', text.Split('.').Select(part => part is "" ? "" : part[..^1].TrimStart('0') + part[^1]));
}
