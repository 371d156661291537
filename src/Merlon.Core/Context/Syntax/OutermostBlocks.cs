using Merlon.Net;

namespace Merlon.Context.Syntax;

/// <summary>Prefixes that have nothing in common, and those that lie in one of them.</summary>
sealed class OutermostBlocks
{
    readonly List<Placed<IpPrefix>> _blocks = [];   // in order of their addresses

    public OutermostBlocks(IEnumerable<Placed<IpPrefix>> blocks)
    {
        foreach (var block in blocks.OrderBy(block => KeyOf(block.Value)).ThenBy(block => block.Value.Length)
            .ThenBy(block => block.Line).ThenBy(block => block.Column))
        {
            if (Around(block) is { } outer) Inner.Add((block, outer));
            else _blocks.Add(block);
        }
    }

    public bool Any => _blocks.Count > 0;

    /// <summary>Those that lie in another, or are the same as an earlier one.</summary>
    public List<(Placed<IpPrefix> Block, Placed<IpPrefix> Outer)> Inner { get; } = [];

    /// <summary>The block that holds all of another; null when there is none.</summary>
    public Placed<IpPrefix>? Around(Placed<IpPrefix> block)
    {
        var (low, high) = (0, _blocks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (KeyOf(_blocks[middle].Value).CompareTo(KeyOf(block.Value)) <= 0) low = middle + 1;
            else high = middle;
        }

        if (low == 0) return null;
        var before = _blocks[low - 1];
        var holds = before.Value.Network.Family == block.Value.Network.Family
            && before.Value.Length <= block.Value.Length && before.Value.Contains(block.Value.Network);
        return holds ? before : null;
    }

    static (IpFamily, UInt128) KeyOf(IpPrefix block) => (block.Network.Family, block.Network.Bits);
}
