using System.Globalization;

namespace Merlon.Packets;

/// <summary>Datagrams in pieces; what the kernel makes of them is asked of a kernel (KernelFragmentTests).</summary>
public class FragmentTableTests
{
    // Each a piece: where it begins and ends, + where more come, and what becomes of it.
    [Theory]
    [InlineData("0-400+ Waits", "400-800+ Waits", "800-1008 Whole")]
    [InlineData("800-1008 Waits", "0-400+ Waits", "400-800+ Whole")]
    [InlineData("0-400+ Waits", "0-400+ Refused", "400-1008 Whole")]                           // came twice
    [InlineData("0-400+ Waits", "200-600+ Refused", "400-1008 Waits", "0-400+ Whole")]         // an overlap ends it
    [InlineData("0-400+ Waits", "later", "400-1008 Waits", "0-400+ Whole")]                    // half a minute
    public void Pieces_wait_until_their_datagram_is_whole(params string[] row)
    {
        var (table, at) = (new FragmentTable(), Given.Noon);
        foreach (var step in row)
        {
            if (step is "later")
            {
                at = at.AddSeconds(31);
                continue;
            }

            var words = step.Split(' ');
            var fate = Add(table, at, words[0].TrimEnd('+'), words[0].EndsWith('+'), out var length);
            Assert.Equal(words[1], fate.ToString());
            if (fate is FragmentFate.Whole) Assert.Equal(1028, length);
        }
    }

    [Fact]
    public void Of_too_many_that_wait_the_oldest_are_given_up()
    {
        var table = new FragmentTable(capacity: 100_000);
        for (var id = 0; id < 1_000; id++) Add(table, Given.Noon, "0-400", hasMore: true, out _, id);
        Assert.Equal(FragmentFate.Whole, Add(table, Given.Noon, "400-1008", hasMore: false, out _, 999));
        Assert.Equal(FragmentFate.Waits, Add(table, Given.Noon, "400-1008", hasMore: false, out _, 1));
    }

    [Fact]
    public void What_a_capture_cut_off_is_not_made_up()
    {
        var table = new FragmentTable();
        Add(table, Given.Noon, "0-400", hasMore: true, out _, captured: 100);
        var piece = Write("400-1008", hasMore: false, 7);
        var last = PacketHeaders.Read(new(Given.Noon, LinkType.Raw, piece.Length, piece));
        Assert.Equal(FragmentFate.Whole, table.Add(last, Given.Noon, out var datagram, out var pieces));
        Assert.Equal((1028, 100, 2), (datagram.Length, datagram.IpPacket.Length, pieces));
        Assert.Equal((PacketFault.None, 53), (datagram.Fault, datagram.DestinationPort));
    }

    static FragmentFate Add(
        FragmentTable table, DateTime at, string range, bool hasMore, out int length, int id = 7, int captured = 2_000)
    {
        var bytes = Write(range, hasMore, id);
        var kept = bytes.AsSpan(0, Math.Min(captured, bytes.Length));
        var packet = PacketHeaders.Read(new(at, LinkType.Raw, bytes.Length, kept));
        var fate = table.Add(packet, at, out var datagram, out _);
        length = datagram.Length;
        return fate;
    }

    static byte[] Write(string range, bool hasMore, int id)
    {
        var ends = Array.ConvertAll(range.Split('-'), end => int.Parse(end, CultureInfo.InvariantCulture));
        var datagram = new byte[1_008];
        Convert.FromHexString("0834003503F00000").CopyTo(datagram, 0);
        var total = 20 + ends[1] - ends[0];
        var place = ends[0] / 8 | (hasMore ? 0x2000 : 0);
        var header = Convert.FromHexString($"4500{total:X4}{id:X4}{place:X4}40110000C0000201CB007107");
        return [.. header, .. datagram[ends[0]..ends[1]]];
    }
}
