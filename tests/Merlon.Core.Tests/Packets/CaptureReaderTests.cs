using Merlon.Net;

namespace Merlon.Packets;

/// <summary>Captures in every form that programs write, whole, cut off and damaged.</summary>
public class CaptureReaderTests
{
    static readonly LinkType[] Links = [LinkType.Ethernet, LinkType.Raw, LinkType.LinuxCooked2];

    [Theory]
    [InlineData(false, 0xA1B2_C3D4, false)]
    [InlineData(true, 0xA1B2_C3D4, false)]
    [InlineData(false, 0xA1B2_3C4D, false)]
    [InlineData(true, 0xA1B2_3C4D, false)]
    [InlineData(false, 0xA1B2_CD34, true)]
    [InlineData(true, 0xA1B2_CD34, true)]
    public void A_pcap_gives_the_packets_that_were_written(bool isBig, uint magic, bool isLong)
    {
        var frames = Captures.Frames(40, seed: 1);
        Assert.Equal(frames, Captures.Read(Captures.Pcap(frames, isBig, magic, isLong), out var failure));
        Assert.Null(failure);
    }

    [Theory]
    [InlineData(false, 6, 1_000_000, 0, 6)]
    [InlineData(true, 6, 1_000_000, 0, 6)]
    [InlineData(false, 9, 1_000_000_000, 0, 6)]
    [InlineData(true, 0x94, 1 << 20, 0, 6)]   // 2^20 a second
    [InlineData(false, 6, 1_000_000, -3600, 6)]
    [InlineData(true, 6, 1_000_000, 1_600_000_000, 2)]
    public void A_pcapng_gives_the_packets_that_were_written(
        bool isBig, byte resolution, int perSecond, long offset, uint blockType)
    {
        var frames = Links.SelectMany(link => Captures.Frames(10, seed: 2, link)).ToList();
        var read = Captures.Read(
            Captures.Pcapng(frames, isBig, resolution, perSecond, offset, blockType), out var failure, crumbs: 3);
        Assert.Null(failure);
        Assert.Equal(frames.Select(Timeless), read.Select(Timeless));
        var unit = TimeSpan.FromSeconds(1.0 / perSecond);
        Assert.All(frames.Zip(read), pair => Assert.InRange(pair.First.At - pair.Second.At, TimeSpan.Zero, unit));
    }

    [Fact]
    public void Sections_of_either_byte_order_follow_each_other_and_each_has_its_own_interfaces()
    {
        var (ethernet, raw) = (Captures.Frames(3, seed: 3), Captures.Frames(3, seed: 4, LinkType.Raw));
        byte[] both = [.. Captures.Pcapng(ethernet, isBig: true), .. Captures.Pcapng(raw, isBig: false)];
        Assert.Equal([.. ethernet, .. raw], Captures.Read(both, out var failure));
        Assert.Null(failure);
    }

    [Fact]
    public void A_simple_packet_block_is_as_long_as_it_says()
    {
        using var file = new MemoryStream();
        file.Write(Captures.Pcapng(Captures.Frames(1, seed: 5)));
        Captures.Block(file, isBig: false, 3, body =>
        {
            Captures.Put(body, isBig: false, 5);
            body.Write([1, 2, 3, 4, 5]);
        });
        var frames = Captures.Read(file.ToArray(), out var failure);
        Assert.Null(failure);
        Assert.Equal((2, "0102030405"), (frames.Count, frames[1].Hex));
    }

    [Fact]
    public void A_block_larger_than_memory_should_be_is_passed_over()
    {
        var frames = Captures.Frames(1, seed: 6);
        using var file = new MemoryStream();
        file.Write(Captures.Pcapng(frames));
        Captures.Block(file, isBig: false, 0x0BAD, body => body.Write(new byte[5 << 20]));
        file.Write(Captures.Pcapng(frames));
        Assert.Equal([.. frames, .. frames], Captures.Read(file.ToArray(), out var failure));
        Assert.Null(failure);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cut_at_every_byte_it_gives_the_packets_before_the_cut_and_says_so(bool isNextGeneration)
    {
        var frames = Captures.Frames(12, seed: 7);
        var capture = isNextGeneration ? Captures.Pcapng(frames) : Captures.Pcap(frames);
        var whole = 0;
        for (var length = 0; length < capture.Length; length++)
        {
            var read = Captures.Read(capture[..length], out var failure);
            Assert.Equal(frames.Take(read.Count), read);
            if (failure is null) whole++;
        }

        // Without a word only where a packet, or a block, ends.
        Assert.InRange(whole, 12, isNextGeneration ? 2 + 24 : 12);
    }

    [Fact]
    public void Damage_is_never_an_exception()
    {
        var random = new Random(8);
        var (read, failed) = (0, 0);
        for (var i = 0; i < 20_000; i++)
        {
            var frames = Captures.Frames(4, seed: i % 7);
            var capture = i % 2 == 0 ? Captures.Pcap(frames) : Captures.Pcapng(frames);
            for (var flips = random.Next(1, 5); flips > 0; flips--)
                capture[random.Next(capture.Length)] ^= (byte)random.Next(256);
            read += Captures.Read(capture, out var failure).Count;
            failed += failure is null ? 0 : 1;
        }

        Assert.True(read > 20_000 && failed > 2_000, $"{read} packets, {failed} failures");
    }

    [Theory]
    [InlineData("", "empty; expected a capture, pcap or pcapng")]
    [InlineData("7B22", "not a capture; expected pcap or pcapng")]
    [InlineData("7B2273726322", "not a capture; expected pcap or pcapng")]
    [InlineData("A1B2C3D40002", "cut off within the header of the capture")]
    [InlineData("A1B2C3D400030004000000000000000000000000000000000001", "a capture of version 3; expected version 2")]
    public void What_is_no_capture_is_told_as_what_it_is(string hex, string expected)
    {
        Assert.Null(CaptureReader.Open(new ByteWindow(new MemoryStream(Convert.FromHexString(hex))), out var failure));
        Assert.Equal(expected, failure);
    }

    [Fact]
    public void A_packet_too_large_to_be_one_ends_the_reading()
    {
        var capture = Captures.Pcap(Captures.Frames(2, seed: 9));
        capture[24 + 8 + 3] = 0x7F;
        Assert.Empty(Captures.Read(capture, out var failure));
        Assert.Contains("more than the 262144 that one may have", failure);
    }

    static Frame Timeless(Frame frame) => frame with { At = default };
}
