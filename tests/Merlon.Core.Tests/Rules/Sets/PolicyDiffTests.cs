using Merlon.Net;
using Merlon.Rules.Meaning;

namespace Merlon.Rules.Sets;

public class PolicyDiffTests
{
    [Theory]
    [InlineData(IpFamily.V4)]
    [InlineData(IpFamily.V6)]
    public void Sets_and_the_walk_from_rule_to_rule_say_the_same(IpFamily family)
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new RandomPolicy(new(seed), family);
            var table = random.Table(12);
            var (walk, compiled) = (new PacketWalk(table), new CompiledPolicy(family, table, Hook.Forward));
            for (var i = 0; i < 200; i++)
            {
                var packet = random.Packet();
                Assert.Equal(walk.Decide(packet, Hook.Forward), compiled.Decide(packet));
            }
        }
    }

    [Fact]
    public void Where_conditions_are_unknown_the_walk_never_says_less()
    {
        var isOpen = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new RandomPolicy(new(seed), IpFamily.V4, withUnknown: true);
            var table = random.Table(12);
            var (walk, compiled) = (new PacketWalk(table), new CompiledPolicy(IpFamily.V4, table, Hook.Forward));
            for (var i = 0; i < 200; i++)
            {
                var packet = random.Packet();
                var (walked, found) = (walk.Decide(packet, Hook.Forward), compiled.Decide(packet));
                Assert.Equal(found, walked & found);
                if (walked.IsCertain) Assert.Equal(walked, found);
                else isOpen++;
            }
        }

        Assert.True(isOpen > 1_000, $"{isOpen}");
    }

    [Theory]
    [InlineData(IpFamily.V4)]
    [InlineData(IpFamily.V6)]
    public void A_packet_changes_exactly_when_one_box_holds_it(IpFamily family)
    {
        var changed = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new RandomPolicy(new(seed), family);
            var old = random.Table(12);
            var @new = random.Changed(old);
            var diff = PolicyDiff.Of(family, old, @new, Hook.Forward);
            var changes = diff.Changes().ToList();
            var (before, after) = (new PacketWalk(old), new PacketWalk(@new));
            Assert.Equal(changes.Count, diff.CountBoxes());
            Assert.Equal(changes.Count == 0, diff.IsEmpty);
            for (var i = 0; i < 200; i++)
            {
                var packet = random.Packet();
                var (was, becomes) = (before.Decide(packet, Hook.Forward), after.Decide(packet, Hook.Forward));
                var holding = changes.Where(change => Holds(change.Packets, packet, diff.Space)).ToList();
                if (was == becomes) Assert.Empty(holding);
                else
                {
                    var change = Assert.Single(holding);
                    Assert.Equal((was, becomes), (change.Before, change.After));
                    changed++;
                }
            }
        }

        Assert.True(changed > 500, $"{changed}");
    }

    [Fact]
    public void The_witness_of_a_box_does_what_the_box_says()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new RandomPolicy(new(seed), IpFamily.V4);
            var old = random.Table(12);
            var @new = random.Changed(old);
            var diff = PolicyDiff.Of(IpFamily.V4, old, @new, Hook.Forward);
            var (before, after) = (new PacketWalk(old), new PacketWalk(@new));
            foreach (var change in diff.Changes().Take(20))
            {
                var witness = Witness.Of(change.Packets, diff.Space);
                Assert.True(Holds(change.Packets, witness, diff.Space));
                Assert.Equal(change.Before, before.Decide(witness, Hook.Forward));
                Assert.Equal(change.After, after.Decide(witness, Hook.Forward));
            }
        }
    }

    static bool Holds(Box box, in Packet packet, PacketSpace space)
    {
        foreach (var values in box.Fields)
        {
            if (!values.Contains(packet[values.Field])) return false;
        }

        foreach (var (kind, isThere) in box.TcpOptions)
        {
            if (packet.TcpOptions.Contains(kind) != isThere) return false;
        }

        return (box.In.IsEmpty || box.In.Contains(space.Interfaces.ClassOf(packet.InInterface)))
            && (box.Out.IsEmpty || box.Out.Contains(space.Interfaces.ClassOf(packet.OutInterface)));
    }
}
