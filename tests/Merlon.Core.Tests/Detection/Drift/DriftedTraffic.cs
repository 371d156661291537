using System.IO.Compression;
using Merlon.Evaluation.Truth;
using Merlon.House;
using Merlon.Packets;

namespace Merlon.Detection.Drift;

/// <summary>A shipped capture, and what it would be had honest traffic drifted. Attacks stay as they are.</summary>
sealed class DriftedTraffic
{
    static readonly GroundTruth Truth =
        GroundTruthReader.Read(File.ReadAllBytes(PathOf("truth.json")), out _)!;

    readonly List<Packet> _packets = [];
    readonly Dictionary<int, DateTime> _begins = [];   // of attacks

    /// <param name="name">Of a capture in samples/detection.</param>
    public DriftedTraffic(string name)
    {
        using var file = File.OpenRead(PathOf(name));
        var reader = CaptureReader.Open(new(new GZipStream(file, CompressionMode.Decompress)), out _)!;
        while (reader.TryRead(out var packet))
        {
            var attack = Truth.AttackOf(PacketHeaders.Read(packet), packet.At)?.Number;
            if (attack is { } number) _begins.TryAdd(number, packet.At);
            _packets.Add(new(packet.At, packet.Length, packet.Bytes.ToArray(), attack));
        }
    }

    public delegate void PacketAction(in CapturedPacket packet, int? attack);

    public TimeSpan Span => _packets[^1].At - _packets[0].At;

    /// <summary>In order of time.</summary>
    public void Replay(PacketAction next, Func<Packet, Packet> drifted)
    {
        foreach (var (at, length, bytes, attack) in _packets.Select(drifted).OrderBy(packet => packet.At))
            next(new(at, LinkType.Ethernet, length, bytes), attack);
    }

    /// <summary>Honest packets are longer by a factor, as far as Ethernet lets them.</summary>
    public static Packet Longer(Packet packet, double growth) => packet.Attack is not null ? packet
        : packet with { Length = Math.Max(packet.Length, Math.Min(1_514, (int)(packet.Length * growth))) };

    /// <summary>Honest packets come faster by a factor; attacks begin where they did among them.</summary>
    public Packet Faster(Packet packet, double growth)
    {
        var (first, begin) = (_packets[0].At, packet.Attack is { } attack ? _begins[attack] : packet.At);
        return packet with { At = packet.At + (begin - first) / growth - (begin - first) };
    }

    /// <summary>A share of the honest hosts outside, but for servers, has addresses that were never seen.</summary>
    public static Packet Newer(Packet packet, double share)
    {
        const int ethernet = 14, source = ethernet + 12, destination = source + 4;
        var isIpV4 = packet.Bytes is [_, _, _, _, _, _, _, _, _, _, _, _, 8, 0, ..];
        if (packet.Attack is not null || !isIpV4) return packet;

        byte[] bytes = [.. packet.Bytes];
        foreach (var place in (int[])[source, destination])
        {
            var address = bytes.AsSpan(place, 4);
            var isGuest = address is [198, 51, 100, _] or [192, 0, 2, >= 128] or [203, 0, 113, _];
            if (isGuest && address[3] * 37 % 100 < 100 * share) (address[0], address[1]) = (100, 64);
        }

        return packet with { Bytes = bytes };
    }

    static string PathOf(string name) => Path.Combine(SourceTree.Root, "samples/detection", name);

    /// <param name="Attack">Its number; null for honest packets.</param>
    public sealed record Packet(DateTime At, int Length, byte[] Bytes, int? Attack);
}
