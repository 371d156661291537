using Merlon.Net;

namespace Merlon.Packets;

/// <summary>
/// Packets by hand, of every link type and tunnel; what other programs see in real ones is compared elsewhere.
/// </summary>
public class PacketHeadersTests
{
    const string Macs = "020000000002" + "020000000001";
    const string Udp = "1000" + "0035" + "000A" + "0000" + "BEEF";   // 4096 > 53, two bytes of payload
    const string V4 = "4500001E00010000" + "4011" + "0000" + "C0000201" + "CB007107";   // 192.0.2.1 > 203.0.113.7
    const string V6 = "60000000000A1140" + "20010DB8000000000000000000000001" + "20010DB8000000000000000000000002";
    const string Ipv6 = "86DD", Ipv4 = "0800";
    const string Ends = "0000" + "0A000001" + "0A000002";   // of a tunnel, behind an empty checksum

    [Theory]
    [InlineData(LinkType.Ethernet, Macs + Ipv4)]
    [InlineData(LinkType.Ethernet, Macs + "8100" + "0007" + Ipv4)]
    [InlineData(LinkType.Ethernet, Macs + "88A8" + "0064" + "8100" + "0007" + Ipv4)]
    [InlineData(LinkType.Ethernet, Macs + "8847" + "00010040" + "00011140")]
    [InlineData(LinkType.Ethernet, Macs + "8864" + "11000001" + "0020" + "0021")]
    [InlineData(LinkType.Ethernet, Macs + "0026" + "AAAA03000000" + Ipv4)]
    [InlineData(LinkType.LinuxCooked, "0000" + "0001" + "0006" + "0200000000010000" + Ipv4)]
    [InlineData(LinkType.LinuxCooked2, Ipv4 + "0000" + "00000001" + "0001" + "00" + "06" + "0200000000010000")]
    [InlineData(LinkType.Null, "02000000")]
    [InlineData(LinkType.Null, "00000002")]
    [InlineData(LinkType.Loop, "00000002")]
    [InlineData(LinkType.Raw, "")]
    [InlineData(LinkType.Ipv4, "")]
    [InlineData(LinkType.PppSerial, "FF03" + "0021")]
    [InlineData(LinkType.Fddi, "50" + Macs + "AAAA03000000" + Ipv4)]
    [InlineData(LinkType.NetfilterLog, "02000000" + "0800" + "0100" + "08000000" + "2200" + "0900")]
    public void Every_link_type_leads_to_the_same_packet(LinkType link, string before)
    {
        var headers = Read(link, before + V4 + Udp);
        Assert.Equal(PacketFault.None, headers.Fault);
        Assert.Equal("udp 192.0.2.1:4096 > 203.0.113.7:53, 64 hops, 30 bytes, payload BEEF", Say(headers));
    }

    [Fact]
    public void The_innermost_vlan_and_the_hardware_addresses_are_told()
    {
        var headers = Read(LinkType.Ethernet, Macs + "88A8" + "0064" + "8100" + "E007" + Ipv4 + V4 + Udp);
        Assert.Equal((7, 0x0200_0000_0001ul), (headers.Vlan, headers.SourceMac));
        Assert.Equal(0x0200_0000_0002ul, headers.DestinationMac);
        Assert.Equal(-1, Read(LinkType.Ethernet, Macs + Ipv4 + V4 + Udp).Vlan);
    }

    [Theory]
    [InlineData("11", "")]
    [InlineData("00", "1100000000000000")]                           // hop-by-hop
    [InlineData("2B", "3C000000000000001100000000000000")]           // routing, destination options
    [InlineData("33", "1104000000000000" + "0000000000000000" + "0000000000000000")]   // AH, in steps of four bytes
    [InlineData("2C", "1100000100000001")]                           // the first fragment
    public void Extension_headers_are_followed(string next, string extensions)
    {
        var length = Convert.ToHexString([0, (byte)(10 + extensions.Length / 2)]);
        var fixedPart = "60000000" + length + next + V6[14..];
        var said = Say(Read(LinkType.Raw, fixedPart + extensions + Udp));
        Assert.StartsWith("udp [2001:db8::1]:4096 > [2001:db8::2]:53", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4500001E00012000" + "4011")]                   // first: more to come
    [InlineData("4500001E00010001" + "4011")]                   // later: eight bytes on
    public void Only_the_first_fragment_has_ports(string beginning)
    {
        var headers = Read(LinkType.Raw, beginning + V4[20..] + Udp);
        var isLater = beginning.EndsWith("14011", StringComparison.Ordinal);
        Assert.Equal((isLater, !isLater, isLater ? -1 : 53),
            (headers.IsLaterFragment, headers.HasMoreFragments, headers.DestinationPort));
    }

    [Theory]
    [InlineData("450000340001000040" + "04" + Ends)]                                           // IP in IP
    [InlineData("450000380001000040" + "2F" + Ends + "0000" + Ipv4)]                           // GRE
    [InlineData("450000400001000040" + "2F" + Ends + "3000" + Ipv4 + "0000000100000002")]      // with key and sequence
    [InlineData("450000460001000040" + "2F" + Ends + "0000" + "6558" + Macs + Ipv4)]           // Ethernet in GRE
    [InlineData("450000500001000040" + "2F" + Ends + "1000" + "88BE" + "0000000100000000" + "00000000" + Macs + Ipv4)]
    [InlineData("4500005E0001000040" + "11" + Ends + "F00012B5004A0000" + "0800000000002A00" + Macs + Ipv4)]   // VXLAN
    public void Tunnels_have_an_outer_and_an_inner_packet(string outer)
    {
        var headers = Read(LinkType.Raw, outer + V4 + Udp);
        Assert.Equal((Ip.Parse("10.0.0.1"), PacketFault.None), (headers.Source, headers.Fault));
        Assert.True(headers.TryReadInner(out var inner));
        Assert.Equal("udp 192.0.2.1:4096 > 203.0.113.7:53, 64 hops, 30 bytes, payload BEEF", Say(inner));
        Assert.False(inner.TryReadInner(out _));
    }

    [Fact]
    public void An_icmp_error_tells_its_cause()
    {
        var headers = Read(LinkType.Raw, "4500003A000100004001" + "0000" + "0A000001" + "C0000201"
            + "0303" + "0000" + "00000000" + V4 + Udp);
        Assert.Equal((3, 3), (headers.IcmpType, headers.IcmpCode));
        Assert.True(headers.TryReadCause(out var cause));
        Assert.Equal((Ip.Parse("203.0.113.7"), 53), (cause.Destination, cause.DestinationPort));
    }

    [Theory]
    [InlineData(LinkType.Ethernet, "0200", PacketFault.ShortLinkHeader)]
    [InlineData(LinkType.Ethernet, Macs + "8100" + "00", PacketFault.ShortLinkHeader)]
    [InlineData((LinkType)105, "0200", PacketFault.UnknownLinkType)]
    [InlineData(LinkType.Ethernet, Macs + Ipv4 + V6, PacketFault.WrongVersion)]
    [InlineData(LinkType.Ethernet, Macs + Ipv6 + "60", PacketFault.ShortNetworkHeader)]
    [InlineData(LinkType.Raw, "4200001E000100004011" + Ends, PacketFault.WrongHeaderLength)]
    [InlineData(LinkType.Raw, "4F00007E000100004011" + Ends, PacketFault.ShortNetworkHeader)]
    [InlineData(LinkType.Raw, V4 + "1000", PacketFault.ShortTransportHeader)]
    [InlineData(LinkType.Raw, V4 + "10000035", PacketFault.ShortTransportHeader)]
    public void What_is_broken_is_told_by_kind(LinkType link, string hex, PacketFault expected) =>
        Assert.Equal(expected, Read(link, hex).Fault);

    [Fact]
    public void Endless_tags_and_extension_headers_come_to_an_end()
    {
        var tags = string.Concat(Enumerable.Repeat("00018100", 300));
        Assert.Equal(PacketFault.TooManyHeaders, Read(LinkType.Ethernet, Macs + "8100" + tags).Fault);
        var options = string.Concat(Enumerable.Repeat("3C00000000000000", 100));
        var chained = Read(LinkType.Raw, "60000000" + "0320" + "3C40" + V6[16..] + options);
        Assert.Equal(PacketFault.TooManyHeaders, chained.Fault);
    }

    [Fact]
    public void Random_bytes_behind_right_beginnings_never_throw_and_allocate_nothing()
    {
        string[] beginnings =
        [
            "", V4, V6, Macs + Ipv4 + V4, Macs + "8100", V4[..18] + "2F" + V4[20..], V4[..18] + "06" + V4[20..],
        ];
        var links = Enum.GetValues<LinkType>();
        var random = new Random(1);
        var bytes = new byte[160];
        var starts = beginnings.Select(Convert.FromHexString).ToArray();
        var faults = new int[Enum.GetValues<PacketFault>().Length];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 300_000; i++)
        {
            random.NextBytes(bytes);
            starts[i % starts.Length].CopyTo(bytes, 0);
            if (i % 3 == 0) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            var kept = bytes.AsSpan(0, random.Next(bytes.Length));
            var headers = PacketHeaders.Read(new(default, links[random.Next(links.Length)], kept.Length, kept));
            faults[(int)headers.Fault]++;
            while (headers.TryReadInner(out var inner) || headers.TryReadCause(out inner)) headers = inner;
        }

        // A collection on another thread may take this one's allocation quantum, 8 KB, from it: less than a byte each.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 280_000);
        faults[(int)PacketFault.UnknownLinkType] = faults[(int)PacketFault.TooManyHeaders] = int.MaxValue;
        Assert.True(faults[..(int)PacketFault.ShortPayloadHeader].Min() > 10, string.Join(' ', faults));
    }

    static PacketHeaders Read(LinkType link, string hex)
    {
        var bytes = Convert.FromHexString(hex);
        return PacketHeaders.Read(new(Given.Noon, link, bytes.Length, bytes));
    }

    static string Say(in PacketHeaders headers)
    {
        var source = new Endpoint(headers.Source, (ushort)headers.SourcePort);
        var destination = new Endpoint(headers.Destination, (ushort)headers.DestinationPort);
        return $"{headers.Protocol.Name} {source} > {destination}, {headers.Ttl} hops, {headers.Length} bytes, payload "
            + Convert.ToHexString(headers.Payload);
    }
}
