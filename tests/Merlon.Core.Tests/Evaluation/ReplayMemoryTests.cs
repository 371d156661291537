using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Evaluation;

/// <summary>
/// Two million flows that are made as they are replayed, a hundred a second from clients of three servers; in the
/// second half an attacker every ten seconds who tries eighty ports.
/// </summary>
public class ReplayMemoryTests
{
    const int Half = 1_000_000, Rate = 100;

    // An attacker's alert windows close before the next one comes.
    static readonly ResponseSettings Settings = new(
        MaxIdle: TimeSpan.FromSeconds(5), BenignSpan: TimeSpan.FromMinutes(10), Reaction: TimeSpan.FromSeconds(1));

    [Fact]
    public void Honest_flows_cost_no_memory_and_a_rule_less_than_1500_bytes()
    {
        var responder = new Responder(new TalkStrategy(0.01), new(Hook.Forward), Settings);
        var (replay, random) = (new Replay(responder, DetectorStandIn.Ideal), new Random(1));
        Run(replay, random, 0, Half / 10, isUnderAttack: false);   // past the first benign window

        // A collection on another thread may take this one's allocation quantum, 8 KB, from it: less than a byte each.
        var quiet = AllocatedBy(() => Run(replay, random, Half / 10, Half, isUnderAttack: false));
        Assert.InRange(quiet, 0, Half / 2);
        Assert.Equal(Rate * 600 + 1, responder.Benign.Count);

        var attacked = AllocatedBy(() => Run(replay, random, Half, 2 * Half, isUnderAttack: true));
        Assert.Equal((1_000, 1_000), (responder.Made.Count, responder.Alerts.Number));
        Assert.Equal(63_000, replay.Scores.Malicious.Blocked);

        // Measured: 590 once the compiler keeps enumerators off the heap, 1,170 when it is late, on a busy machine.
        Assert.InRange(attacked, 200 * responder.Made.Count, 1500 * responder.Made.Count);
    }

    static long AllocatedBy(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    static void Run(Replay replay, Random random, int from, int to, bool isUnderAttack)
    {
        for (var i = from; i < to; i++)
        {
            var (client, server) = (Ip.V4(0xC6330000 + (uint)random.Next(20_000)), Server(random.Next(3)));
            replay.Next(Flow(i, client, new(server, 443), isAnswered: true));

            var isAttack = isUnderAttack && i % 1_000 < 480 && i % 6 == 0;
            var attacker = Ip.V4(0xCB000000 + (uint)(i / 1_000));
            if (isAttack) replay.Next(Flow(i, attacker, new(server, (ushort)(i % 1_000)), isAnswered: false));
        }
    }

    static Ip Server(int number) => Ip.V4(0xC0000200 + (uint)number);

    static Flow Flow(int number, Ip source, Endpoint destination, bool isAnswered) => new()
    {
        Key = new(IpProtocol.Tcp, new(source, (ushort)(number % 64_000)), destination),
        FirstSeen = Given.Noon.AddMilliseconds(number * 1_000L / Rate),
        Forward = new(10, 1000),
        Backward = isAnswered ? new(10, 1000) : default,
        Label = isAnswered ? Label.Benign : Label.Malicious,
        Score = double.NaN,
    };
}
