namespace Merlon.Flows.Captured;

/// <summary>
/// Flows at places that do not move, in blocks, so that many take memory as they come; a place that becomes free is
/// the next to be used.
/// </summary>
sealed class FlowStore
{
    const int BlockBits = 9, BlockSize = 1 << BlockBits;

    readonly List<CapturedFlow[]> _blocks = [];
    readonly Stack<int> _free = [];
    int _used;

    public ref CapturedFlow this[int place] => ref _blocks[place >> BlockBits][place & BlockSize - 1];

    public int Take()
    {
        if (_free.TryPop(out var place)) return place;
        if (_used == _blocks.Count * BlockSize) _blocks.Add(new CapturedFlow[BlockSize]);
        return _used++;
    }

    public void Free(int place) => _free.Push(place);
}
