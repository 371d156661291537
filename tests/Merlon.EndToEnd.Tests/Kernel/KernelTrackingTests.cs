using Merlon.Host;
using Merlon.Net;
using Merlon.Packets;
using Merlon.Rules;
using Merlon.Rules.Meaning;

namespace Merlon.Kernel;

/// <summary>
/// The packets of captures, sent through a kernel: its connection tracking sees as many in each state as ours.
/// </summary>
public sealed class KernelTrackingTests : IDisposable
{
    const int OfTheMany = 50;   // captures, in the short test

    static readonly bool IsFull = Environment.GetEnvironmentVariable("MERLON_FULL") is not null;

    // Its IP options are broken, and no kernel takes its packet in.
    const string OfNoUse = "ip-bogus-header-len.pcap";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(IpFamily.V4)]
    [InlineData(IpFamily.V6)]
    public void The_states_of_the_samples_packets_are_those_that_the_kernel_sees(IpFamily family) =>
        Assert.InRange(Compare([Path.Combine(Run.Root, "samples/office.pcap.gz")], family), 5_000, 60_000);

    [Fact]
    public void The_states_of_real_packets_are_those_that_the_kernel_sees()
    {
        var captures = Array.FindAll(Captures.Shared(_folder), path => Path.GetFileName(path) is not OfNoUse);
        if (!IsFull) new Random(1).Shuffle(captures);
        Assert.InRange(Compare(IsFull ? captures : captures.Take(OfTheMany), IpFamily.V4), 3_000, 300_000);
    }

    [Fact]
    public void A_packet_of_another_state_would_be_noticed() => OwnThread.Run(() =>
    {
        AssertPossible();
        using var gateway = new TrackingGateway();
        var answer = Convert.FromHexString("45000028000100004006000" + "0CB007107" + "C0000201" + "00501000"
            + "0000000000000000" + "50120000" + "00000000");   // SYN and ACK, to no SYN
        gateway.Send(PacketHeaders.Read(new(default, LinkType.Raw, answer.Length, answer)));
        var counted = TrackingGateway.Count();
        Assert.Equal((1, 0), (counted[ConnectionState.Invalid], counted[ConnectionState.New]));
    });

    // Rules do not: to them it is a packet of AH (ExtensionHeaderTests).
    [Fact]
    public void A_connection_is_followed_behind_an_authentication_header() => OwnThread.Run(() =>
    {
        AssertPossible();
        using var gateway = new TrackingGateway();
        var answer = Convert.FromHexString("60000000" + "00203340" + "20010DB8000000000000000000000001"
            + "20010DB8000000000000000000000002" + "060100000000010000000001" + "00501000" + "0000000000000000"
            + "50120000" + "00000000");   // SYN and ACK, to no SYN
        var headers = PacketHeaders.Read(new(default, LinkType.Raw, answer.Length, answer));
        gateway.Send(headers);
        Assert.Equal(1, TrackingGateway.Count()[ConnectionState.Invalid]);
        Assert.Equal(ConnectionState.Invalid, new ConnectionTracker().Next(headers));
    });

    internal static void AssertPossible()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root for a network namespace");
        Assert.SkipUnless(File.Exists("/dev/net/tun"), "needs /dev/net/tun for the links of a gateway");
    }

    static int Compare(IEnumerable<string> captures, IpFamily family)
    {
        AssertPossible();
        var (compared, differences) = (0, new List<string>());
        OwnThread.Run(() =>
        {
            foreach (var capture in captures) compared += Compare(capture, family, differences);
        });
        TestContext.Current.TestOutputHelper!.WriteLine($"{compared:N0} packets");
        Assert.True(differences.Count == 0, string.Join('\n', differences));
        return compared;
    }

    static string Say(Dictionary<ConnectionState, long> counts) => string.Join(' ', counts);

    // What the network card is still to cut into packets has no length, and no wire has seen it.
    static bool IsForTheCard(in PacketHeaders headers) =>
        headers.Family is IpFamily.V4 && headers.IpPacket[2..4] is [0, 0];

    static int Compare(string path, IpFamily family, List<string> differences)
    {
        using var file = InputFile.Open(path, out _)!;
        if (CaptureReader.Open(new ByteWindow(file.Content), out _) is not { } reader) return 0;

        using var gateway = new TrackingGateway();
        var (fragments, tracker) = (new FragmentTable(), new ConnectionTracker());
        var ours = Enum.GetValues<ConnectionState>().ToDictionary(state => state, _ => 0L);
        var count = 0;
        while (reader.TryRead(out var packet))
        {
            var headers = PacketHeaders.Read(packet);
            if (headers.Fault is not PacketFault.None && headers.Fragment is null) continue;
            if (!headers.IsIp || headers.Family != family || IsForTheCard(headers)) continue;

            gateway.Send(headers);
            count++;
            if (fragments.Add(headers, DateTime.UnixEpoch, out var datagram, out _) is FragmentFate.Whole)
                ours[tracker.Next(datagram)]++;
        }

        var kernels = TrackingGateway.Count();
        if (ours.Any(state => kernels[state.Key] != state.Value))
            differences.Add($"{Path.GetFileName(path)}: {Say(ours)}, the kernel {Say(kernels)}");
        return count;
    }
}
