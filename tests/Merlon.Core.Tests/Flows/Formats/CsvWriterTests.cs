using Merlon.Net;

namespace Merlon.Flows.Formats;

public class CsvWriterTests
{
    static readonly IpProtocol[] Protocols =
    [
        IpProtocol.Tcp, IpProtocol.Udp, IpProtocol.Sctp, IpProtocol.Icmp, IpProtocol.Arp, (IpProtocol)47,
        (IpProtocol)200,
    ];

    static readonly string?[] Attacks =
    [
        null, "DDoS", "ET SCAN <b> \\ /", "a, b; 'c'", "ssh-brute-force",
        "say \"hello\", twice", "\"", "\"x\"", "a\"", "Überflutung, 攻撃",
    ];

    [Fact]
    public void What_is_written_reads_back_as_the_same_flow()
    {
        var random = new Random(7);
        var written = Enumerable.Range(0, 3_000).Select(_ => Arbitrary(random)).ToList();
        var reading = Reading.Of(Log(written));
        Assert.Empty(reading.BadLines);
        Assert.Equal("csv", reading.Reader!.Format);
        Assert.Equal(written, reading.Observations.Select(observation => observation.Flow));
    }

    [Fact]
    public void A_flow_is_a_row_under_the_header() =>
        Assert.Equal("""
            timestamp,src ip,src port,dst ip,dst port,protocol,duration,src packets,dst packets,src bytes,dst bytes,...
            1767268800.500000,192.0.2.1,1,192.0.2.2,2,tcp,1.000000,3,4,5,6,malicious,"slow, loud",refusal,0.25
            1767268800.5000001,192.0.2.1,,192.0.2.2,,icmp,0.000000,1,0,84,0,,,,

            """,
            Log([
                Flow() with { Label = Label.Malicious, Attack = "slow, loud", Answer = Answer.Refusal, Score = 0.25 },
                new()
                {
                    Key = new(IpProtocol.Icmp, new(Ip.Parse("192.0.2.1"), null), new(Ip.Parse("192.0.2.2"), null)),
                    FirstSeen = Flow().FirstSeen.AddTicks(1),
                    Forward = new(1, 84),
                    Score = double.NaN,
                },
            ]).Replace("label,attack,answer,score\n", "...\n"));

    // A name comes out of somebody else's log.
    [Theory]
    [InlineData("two\r\nlines", "two??lines")]
    [InlineData("turn\u202Ed, \u001b[2J", "turn?d, ?[2J")]
    public void A_name_that_would_break_the_table_is_made_plain(string attack, string read) =>
        Assert.Equal(read, Reading.Of(Log([Flow() with { Label = Label.Malicious, Attack = attack }])).OnlyFlow.Attack);

    [Fact]
    public void Alerts_read_back_as_alerts()
    {
        var alert = new Observation(RecordKind.Alert, Flow().FirstSeen, Flow() with { Score = 4.5 });
        var reading = Reading.Of($"{CsvWriter.AlertHeader}\n{CsvWriter.AlertRow(alert)}\n");
        var read = Assert.Single(reading.Observations);
        Assert.Equal((RecordKind.Alert, alert.At), (read.Kind, read.At));
        Assert.Equal((alert.Flow.Key, 4.5, Label.Malicious), (read.Flow.Key, read.Flow.Score, read.Flow.Label));
        Assert.Equal((alert.Flow.Forward, alert.Flow.Backward), (read.Flow.Forward, read.Flow.Backward));
        Assert.Equal((1, 0), (reading.Reader!.Alerts, reading.Reader.Flows));
    }

    static string Log(IEnumerable<Flow> flows) =>
        $"{CsvWriter.Header}\n{string.Concat(flows.Select(flow => CsvWriter.Row(flow) + "\n"))}";

    static Flow Flow() => new()
    {
        Key = new(IpProtocol.Tcp, new(Ip.Parse("192.0.2.1"), 1), new(Ip.Parse("192.0.2.2"), 2)),
        FirstSeen = new DateTime(2026, 1, 1, 12, 0, 0, 500, DateTimeKind.Utc),
        Duration = TimeSpan.FromSeconds(1),
        Forward = new(3, 5),
        Backward = new(4, 6),
    };

    static Flow Arbitrary(Random random)
    {
        var protocol = Protocols[random.Next(Protocols.Length)];
        var isV6 = protocol is not IpProtocol.Icmp && random.Next(2) == 0;
        var label = (Label)random.Next(4);
        return new()
        {
            Key = new(protocol, End(random, protocol, isV6), End(random, protocol, isV6)),
            FirstSeen = DateTime.UnixEpoch.AddTicks(random.NextInt64(40_000_000_000_000_000)),
            Duration = TimeSpan.FromTicks(random.NextInt64(10_000_000_000)),
            Forward = new(random.NextInt64(1_000_000), long.MaxValue >> random.Next(63)),
            Backward = new(random.NextInt64(3), random.NextInt64(3)),
            Label = label,
            Attack = label is Label.Malicious ? Attacks[random.Next(Attacks.Length)] : null,
            Answer = (Answer)random.Next(4),
            Score = random.Next(2) == 0 ? double.NaN : random.NextDouble(),
        };
    }

    static Endpoint End(Random random, IpProtocol protocol, bool isV6)
    {
        var low = random.NextInt64();
        var ip = isV6 ? new Ip(new UInt128(0x2001_0DB8_0000_0000, (ulong)low)) : Ip.V4((uint)low);
        return new(ip, protocol.HasPorts && random.Next(5) > 0 ? (ushort)random.Next(65_536) : null);
    }
}
