using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Merlon.Net;
using Merlon.Packets;
using Merlon.Rules;
using Merlon.Rules.Meaning;

namespace Merlon.Kernel;

/// <summary>
/// Datagrams in pieces, good ones and bad ones, sent through a kernel: as many of them come together as with us, with
/// the same lengths and in the same states.
/// </summary>
public class KernelFragmentTests
{
    const int Pairs = 1_000, PairsBetweenLooks = 20;

    static readonly byte[] Client = [198, 51, 100, 1], Server = [198, 51, 100, 2];

    [Theory]
    [InlineData(IpFamily.V4)]
    [InlineData(IpFamily.V6)]
    public void Pieces_come_together_where_the_kernel_puts_them_together(IpFamily family) => OwnThread.Run(() =>
    {
        KernelTrackingTests.AssertPossible();
        using var gateway = new TrackingGateway();
        var (fragments, tracker, random) = (new FragmentTable(), new ConnectionTracker(), new Random(1));
        var ours = Enum.GetValues<ConnectionState>().ToDictionary(state => state, _ => (Packets: 0L, Bytes: 0L));
        var (sent, sinceLook) = (0, new List<string>());
        for (var pair = 0; pair < Pairs; pair++)
        {
            var pieces = PiecesOf(2 * pair, random).Concat(PiecesOf(2 * pair + 1, random)).ToArray();
            if (random.Next(2) == 0) random.Shuffle(pieces);
            foreach (var piece in pieces)
            {
                var bytes = Write(piece, family);
                var headers = PacketHeaders.Read(new(default, LinkType.Raw, bytes.Length, bytes));
                gateway.Send(headers);
                sent++;
                var fate = fragments.Add(headers, DateTime.UnixEpoch, out var datagram, out _);
                sinceLook.Add($"{piece} {fate}");
                if (fate is not FragmentFate.Whole) continue;

                var state = tracker.Next(datagram);
                ours[state] = (ours[state].Packets + 1, ours[state].Bytes + datagram.Length);
            }

            if (pair % PairsBetweenLooks != PairsBetweenLooks - 1) continue;
            var (packets, lengths) = (TrackingGateway.Count(), TrackingGateway.Count("bytes"));
            Assert.True(
                ours.All(one => one.Value == (packets[one.Key], lengths[one.Key])),
                $"{string.Join(' ', ours)}, the kernel {string.Join(' ', packets)} {string.Join(' ', lengths)}\n"
                + string.Join('\n', sinceLook));
            sinceLook.Clear();
        }

        var whole = ours.Values.Sum(one => one.Packets);
        TestContext.Current.TestOutputHelper!.WriteLine($"{sent:N0} pieces, {whole:N0} datagrams");
        Assert.InRange(whole, Pairs / 2, 2 * Pairs);
    });

    static List<Piece> PiecesOf(int id, Random random)
    {
        var (length, pieces) = (random.Next(40, 1_500), new List<Piece>());
        byte[] protocols = [6, 17, 47];
        var whole = new Piece(id, protocols[random.Next(protocols.Length)], length, 0, 0, false);
        for (var start = 0; start < length; start = pieces[^1].End)
        {
            var step = Math.Min(random.Next(1, 40) * 8, length - start);
            pieces.Add(whole with { Start = start, Length = step, HasMore = start + step < length });
        }

        for (var changes = random.Next(3); changes > 0; changes--) Change(pieces, random);
        if (random.Next(2) == 0) random.Shuffle(CollectionsMarshal.AsSpan(pieces));
        return pieces;
    }

    static void Change(List<Piece> pieces, Random random)
    {
        var at = random.Next(pieces.Count);
        var piece = pieces[at];
        var changed = random.Next(8) switch
        {
            0 => piece with { Start = Math.Max(piece.Start - 8, 0) },
            1 => piece with { Length = piece.Length + random.Next(1, 20) },
            2 => piece with { Length = piece.Length - random.Next(Math.Min(piece.Length, 9)) },
            3 => piece with { HasMore = !piece.HasMore },
            4 => piece with { Length = 0 },
            5 => piece with { Length = pieces[Math.Min(at + 1, pieces.Count - 1)].End - piece.Start },
            _ => piece,
        };
        if (changed.Length < 0) changed = piece;
        if (random.Next(3) > 0) pieces.Insert(random.Next(pieces.Count + 1), changed);
        else if (changed != piece) pieces[at] = changed;
        else if (pieces.Count > 1) pieces.RemoveAt(at);
    }

    static byte[] Write(Piece piece, IpFamily family)
    {
        var datagram = new byte[Math.Max(piece.Whole, piece.End)];
        BinaryPrimitives.WriteUInt16BigEndian(datagram, (ushort)(1_000 + piece.Id));
        if (piece.Protocol is 6) (datagram[12], datagram[13]) = (0x50, 2);
        else if (piece.Protocol is 17) BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(4), (ushort)piece.Whole);
        else datagram[1] = 0;   // GRE's version
        return family is IpFamily.V4 ? WriteV4(piece, datagram) : WriteV6(piece, datagram);
    }

    static byte[] WriteV4(Piece piece, byte[] datagram)
    {
        var packet = new byte[20 + piece.Length];
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)piece.Id);
        BinaryPrimitives.WriteUInt16BigEndian(
            packet.AsSpan(6), (ushort)(piece.Start / 8 | (piece.HasMore ? 0x2000 : 0)));
        (packet[8], packet[9]) = (64, piece.Protocol);
        Client.CopyTo(packet, 12);
        Server.CopyTo(packet, 16);
        datagram.AsSpan(piece.Start, piece.Length).CopyTo(packet.AsSpan(20));
        return packet;
    }

    static byte[] WriteV6(Piece piece, byte[] datagram)
    {
        var packet = new byte[48 + piece.Length];
        packet[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)(packet.Length - 40));
        (packet[6], packet[7], packet[8], packet[24]) = (44, 64, 0x20, 0x20);
        (packet[23], packet[39], packet[40]) = (1, 2, piece.Protocol);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(42), (ushort)(piece.Start | (piece.HasMore ? 1 : 0)));
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(44), (uint)piece.Id);
        datagram.AsSpan(piece.Start, piece.Length).CopyTo(packet.AsSpan(48));
        return packet;
    }

    sealed record Piece(int Id, byte Protocol, int Whole, int Start, int Length, bool HasMore)
    {
        public int End => Start + Length;
    }
}
