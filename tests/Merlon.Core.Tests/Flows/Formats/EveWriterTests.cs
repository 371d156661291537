using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Merlon.Net;

namespace Merlon.Flows.Formats;

public class EveWriterTests
{
    static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static readonly IpProtocol[] Protocols =
    [
        IpProtocol.Tcp, IpProtocol.Udp, IpProtocol.Sctp, IpProtocol.Icmp, IpProtocol.Unknown, IpProtocol.Arp,
        (IpProtocol)47, (IpProtocol)61, (IpProtocol)200, (IpProtocol)0,
    ];

    static readonly string?[] Attacks = [null, "DDoS", "ET SCAN \"quoted\" <b> \\ /", "a, b; c"];

    [Fact]
    public void What_is_written_reads_back_as_the_same_observation()
    {
        var random = new Random(6);
        var written = Enumerable.Range(0, 3_000).Select(_ => Arbitrary(random)).ToList();
        var log = string.Join('\n', written.Select(Text));

        var reading = Reading.Of(log, "eve");
        Assert.Empty(reading.BadLines);
        Assert.Equal(written, reading.Observations);
        Assert.Equal(written, Reading.Of($"[{log.Replace('\n', ',')}]").Observations);
    }

    [Fact]
    public void An_observation_is_one_object_in_Suricatas_words() =>
        Assert.Equal(
            Spelling.Lines("""
                {"timestamp":"2026-01-01T12:00:00.500000+0000","event_type":"flow","src_ip":"192.0.2.1","src_port":1,
                "dest_ip":"2001:db8::2","dest_port":2,"proto":"TCP","flow":{"pkts_toserver":3,"pkts_toclient":4,
                "bytes_toserver":5,"bytes_toclient":6,"start":"2026-01-01T12:00:00.500000+0000",
                "end":"2026-01-01T12:00:02.000000+0000","alerted":false},"label":"malicious","attack":"DDoS",
                "answer":"refusal","score":0.5}
                """),
            Text(Observation.Of(new Flow
            {
                Key = new(IpProtocol.Tcp, new(Ip.Parse("192.0.2.1"), 1), new(Ip.Parse("2001:db8::2"), 2)),
                FirstSeen = new DateTime(2026, 1, 1, 12, 0, 0, 500, DateTimeKind.Utc),
                Duration = TimeSpan.FromSeconds(1.5),
                Forward = new(3, 5),
                Backward = new(4, 6),
                Label = Label.Malicious,
                Attack = "DDoS",
                Answer = Answer.Refusal,
                Score = 0.5,
            })) + "\n");

    static string Text(Observation observation)
    {
        var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Readable)) EveWriter.Write(json, observation);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    static Observation Arbitrary(Random random)
    {
        var protocol = Protocols[random.Next(Protocols.Length)];
        var firstSeen = DateTime.UnixEpoch.AddMicroseconds(random.NextInt64(4_000_000_000_000_000));
        var (kind, isV6) = ((RecordKind)random.Next(3), protocol is not IpProtocol.Icmp && random.Next(2) == 0);
        var flow = new Flow
        {
            Key = new(protocol, End(random, protocol, isV6), End(random, protocol, isV6)),
            FirstSeen = firstSeen,
            Duration = TimeSpan.FromMicroseconds(random.NextInt64(1_000_000_000)),
            Forward = new(random.NextInt64(1_000_000), random.NextInt64()),
            Backward = new(random.NextInt64(3), random.NextInt64(3)),
            Label = (Label)random.Next(4),
            Answer = (Answer)random.Next(4),
            Attack = Attacks[random.Next(Attacks.Length)],
            Score = random.Next(2) == 0 ? double.NaN : random.NextDouble(),
        };
        return new(kind, kind switch
        {
            RecordKind.Alert => firstSeen.AddSeconds(random.Next(10)),
            RecordKind.AlertedFlow => flow.LastSeen,
            _ => firstSeen,
        }, flow);
    }

    static Endpoint End(Random random, IpProtocol protocol, bool isV6)
    {
        var low = random.NextInt64();
        var ip = isV6 ? new Ip(new UInt128(0x2001_0DB8_0000_0000, (ulong)low)) : Ip.V4((uint)low);
        return new(ip, protocol.HasPorts && random.Next(5) > 0 ? (ushort)random.Next(65_536) : null);
    }
}
