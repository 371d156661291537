namespace Merlon.Rules.Sets;

/// <summary>Questions that make no set, held against making it.</summary>
public class DiagramTests
{
    const int Bits = 6;

    readonly Diagram _diagram = new();
    readonly Random _random = new(1);

    [Fact]
    public void Functions_agree_where_a_set_cuts_them_to_the_same()
    {
        var agreed = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var (set, one) = (Function(2), Function(3));
            var other = _random.Next(2) == 0 ? Function(3) : _diagram.Choose(set, one, Function(3));
            var expected = _diagram.Choose(set, one, Diagram.False) == _diagram.Choose(set, other, Diagram.False);
            Assert.Equal(expected, _diagram.Agree(set, one, other));
            agreed += expected ? 1 : 0;
        }

        Assert.InRange(agreed, 5_000, 15_000);
    }

    [Fact]
    public void Sets_are_apart_or_within_as_their_common_part_says()
    {
        var (apart, within) = (0, 0);
        for (var i = 0; i < 20_000; i++)
        {
            var (one, other) = (Part(), Part());
            var both = _diagram.And(one, other);
            Assert.Equal(both == Diagram.False, _diagram.AreApart(one, other));
            Assert.Equal(both == one, _diagram.IsWithin(one, other));
            (apart, within) = (apart + (both == Diagram.False ? 1 : 0), within + (both == one ? 1 : 0));
        }

        Assert.True(apart > 100 && within > 100, $"{apart} apart, {within} within");
    }

    // Small sets, of which many are apart or one within another.
    int Part() => _diagram.And(Function(2), _diagram.And(Function(2), Function(2)));

    int Function(int constants) => Function(0, constants);

    int Function(int bit, int constants) => bit == Bits || _random.Next(5) == 0
        ? _random.Next(constants)
        : _diagram.Make(bit, Function(bit + 1, constants), Function(bit + 1, constants));
}
