using System.Buffers.Binary;
using System.Globalization;
using Merlon.Net;
using Merlon.Packets;
using Merlon.Rules;
using Merlon.Rules.Meaning;

namespace Merlon.Kernel;

/// <summary>Packets that are seldom seen, one by one: each has the state that the kernel gives it.</summary>
public class KernelOddityTests
{
    const string Asked = "> 17 07D00035 000A0000 6162", Answered = "< 17 003507D0 000A0000 6162";

    // Who sends (> the client, < the server), the protocol, and what it carries; what an error is about behind a bar.
    static readonly string[] V4 =
    [
        Asked, Answered,
        "> 17 07D20035 00C80000 6162", "> 17 07D30035 00070000 6162", "> 17 07D40035 00090000 6162",   // UDP's length
        "> 17 07D50035 00000000 6162",
        "> 136 07D20035 00000000 6162", "> 136 07D30035 00C80000 6162", "> 136 07D40035 00070000 6162",
        "> 136 07D50035 00080000 6162", "> 136 07D60035 00000001 6162", "> 136 07D70035 00C80001 6162",
        "> 136 07D80035 00080001 6162",
        $"< 1 03030000 00000000 | {Asked}", $"> 1 03030000 00000000 | {Asked}",   // to the sender, or from him
        $"> 1 03030000 00000000 | {Answered}", $"< 1 03030000 00000000 | {Answered}",
        "< 1 03030000 00000000 | > 17 07D00035", "< 1 03030000 00000000 | > 17 07D0",
        "< 1 03030000 00000000 | > 17 07D90035 000A0000", "< 1 03030000 00000000 | > 1 08000000",
        $"< 1 03030000 00000000 | < 1 03030000 00000000 | {Asked}",
        "> 1 08000000 00070001", "< 1 00000000 00070001", "< 1 03030000 00000000 | > 1 08000000 00070001",
        "> 1 28000000 00000000",
        "> 47 00000800 00000000", "< 47 00000800 00000000",
        "> 47 3001880B 00040005 00000001", "< 47 3001880B 00040006 00000001", "> 47 3001880B 00040005 00000002",
        "< 47 3001880B 00040005 00000001", "> 47 3001880B 00040000", "> 47 30010800 00040005", "> 47 3001880B 0004",
        "> 132 0BB80FA0 00000000 00000000 01000014 00000011 000003E8 00010001 00000001",
        "> 132 0BB90FA0 00000005 00000000 01000014 00000011 000003E8 00010001 00000001",   // INIT, with a tag
        "> 132 0BBA0FA0 00000033 00000000 0400000C 00010008 00000001",
        "> 132 0BBB0FA0 00000033 00000000 06000004",
        "> 33 13881770 05000000 01000005 00000001", "< 33 17711388 05000000 01000005 00000001",
        "> 33 13891772 05000000 07000005 00000001",
        "> 58 80000000 00010001", "> 59", "> 99 7878",
    ];

    static readonly string[] V6 =
    [
        Asked, Answered,
        "> 59", "> 1 08000000 00070001", "> 99 7878",
        $"< 58 01040000 00000000 | {Asked}", $"> 58 01040000 00000000 | {Asked}",
        $"> 58 01040000 00000000 | {Answered}", $"< 58 01040000 00000000 | {Answered}",
        $"< 58 05000000 00000000 | {Asked}", $"< 58 64000000 00000000 | {Asked}", "< 58 01040000 00000000 | > 59",
        "> 58 80000000 00010001", "< 58 81000000 00010001", "< 58 81000000 00020001", "> 58 C8000000 00000000",
        "> 58 87000000 00000000",
        "> 17 07D20035 00C80000 6162", "> 17 07D30035 00000000 6162",
        "> 132 0BB90FA0 00000005 00000000 01000014 00000011 000003E8 00010001 00000001",
        "> 33 13881770 05000000 01000005 00000001", "< 33 17711388 05000000 01000005 00000001",
    ];

    [Theory]
    [InlineData(IpFamily.V4)]
    [InlineData(IpFamily.V6)]
    public void Odd_packets_have_the_states_that_the_kernel_gives_them(IpFamily family) =>
        AssertSameStates(family is IpFamily.V4 ? V4 : V6, family);

    [Theory]
    [InlineData(IpFamily.V4)]
    [InlineData(IpFamily.V6)]
    public void Associations_of_SCTP_have_the_states_that_the_kernel_gives_them(IpFamily family) =>
        AssertSameStates(Associations(new Random(5)), family);

    static void AssertSameStates(IEnumerable<string> rows, IpFamily family) => OwnThread.Run(() =>
    {
        KernelTrackingTests.AssertPossible();
        using var gateway = new TrackingGateway();
        var (tracker, ours) = (new ConnectionTracker(), new List<ConnectionState>());
        var (before, differences) = (TrackingGateway.Count(), new List<string>());
        foreach (var row in rows)
        {
            var bytes = Write(row, family);
            var headers = PacketHeaders.Read(new(default, LinkType.Raw, bytes.Length, bytes));
            gateway.Send(headers);
            var counted = TrackingGateway.Count();
            var kernels = counted.Keys.Single(state => counted[state] > before[state]);
            before = counted;
            ours.Add(tracker.Next(headers));
            if (ours[^1] != kernels) differences.Add($"{row}: {ours[^1]}, the kernel {kernels}");
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.True(ours.Distinct().Count() >= 3);
    });

    // Mostly what an association goes through, now and then anything: in chunks, tags, order and who sends.
    static IEnumerable<string> Associations(Random random)
    {
        string[] tags = ["00000000", "00000011", "00000022"];
        for (var association = 0; association < 100; association++)
        {
            var port = $"{3_000 + association:X4}";
            for (var packet = random.Next(3, 12); packet > 0; packet--)
            {
                var sent = random.Next(2) == 0 ? $"> 132 {port}0FA0" : $"< 132 0FA0{port}";
                var chunks = Enumerable.Range(0, random.Next(4) == 0 ? 2 : 1).Select(_ => Chunk(random, tags));
                yield return $"{sent} {random.GetItems(tags, 1)[0]} 00000000 {string.Concat(chunks)}";
            }
        }
    }

    static string Chunk(Random random, string[] tags)
    {
        byte[] likely = [1, 1, 1, 2, 2, 4, 4, 5, 5, 10, 11];
        var type = random.Next(2) == 0 ? random.GetItems(likely, 1)[0] : random.Next(17);
        var body = type is 1 or 2 ? random.GetItems(tags, 1)[0] + "000003E8000100010000000100000000" : "00000000";
        var (length, flags) = (4 + body.Length / 2, random.Next(2));
        return random.Next(40) switch
        {
            0 => $"{type:X2}{flags:X2}0000",
            1 => $"{type:X2}{flags:X2}{length:X4}",
            2 => $"{type:X2}{flags:X2}0001{body}",
            3 => $"{type:X2}{flags:X2}",
            _ => $"{type:X2}{flags:X2}{length:X4}{body}",
        };
    }

    static byte[] Write(string row, IpFamily family)
    {
        var parts = row.Split('|', 2);
        var words = parts[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var inner = parts is [_, var cause] ? Write(cause.Trim(), family) : [];
        byte[] carried = [.. Convert.FromHexString(string.Concat(words[2..])), .. inner];
        var (from, to) = words[0] is ">" ? ((byte)1, (byte)2) : ((byte)2, (byte)1);
        var protocol = byte.Parse(words[1], CultureInfo.InvariantCulture);
        var packet = family is IpFamily.V4
            ? (byte[])[0x45, 0, 0, 0, 0, 0, 0, 0, 64, protocol, 0, 0, 198, 51, 100, from, 198, 51, 100, to, .. carried]
            : [0x60, 0, 0, 0, 0, 0, protocol, 64, .. Address(from), .. Address(to), .. carried];
        var (at, told) = family is IpFamily.V4 ? (2, packet.Length) : (4, carried.Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(at), (ushort)told);
        return packet;
    }

    static byte[] Address(byte last) => [0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last];
}
