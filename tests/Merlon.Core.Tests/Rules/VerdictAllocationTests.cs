using Merlon.Net;
using Merlon.Rules.Meaning;
using Merlon.Rules.Sets;

namespace Merlon.Rules;

/// <summary>A verdict costs no memory, however it is reached.</summary>
public class VerdictAllocationTests
{
    const int Packets = 2_000;

    readonly Table _table;
    readonly Packet[] _packets;

    public VerdictAllocationTests()
    {
        var random = new RandomPolicy(new(1), IpFamily.V4);
        _table = random.Table(40);
        _packets = [.. Enumerable.Range(0, Packets).Select(_ => random.Packet())];
    }

    [Fact]
    public void Rule_by_rule()
    {
        var walk = new PacketWalk(_table);
        Assert.Equal(0, BytesFor(packet => walk.Decide(packet, Hook.Forward)));
    }

    [Fact]
    public void Compiled()
    {
        var compiled = new CompiledPolicy(IpFamily.V4, _table, Hook.Forward);
        Assert.Equal(0, BytesFor(packet => compiled.Decide(packet)));
    }

    [Fact]
    public void What_allocates_would_be_noticed() =>
        Assert.True(BytesFor(packet => new PacketWalk(_table).Decide(packet, Hook.Forward)) > Packets);

    // The least of several runs: the first ones may compile.
    long BytesFor(Func<Packet, Verdicts> decide)
    {
        var least = long.MaxValue;
        for (var run = 0; run < 5; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var packet in _packets) decide(packet);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
