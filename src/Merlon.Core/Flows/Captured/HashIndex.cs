using System.Numerics;

namespace Merlon.Flows.Captured;

/// <summary>
/// Where the flow of a hash lies: one array of 64-bit entries (half a hash, and a place), probed in a row, at most
/// half full, so that a flow that is not there costs one look.
/// </summary>
sealed class HashIndex
{
    const int Least = 1 << 10;

    ulong[] _entries = new ulong[Least];   // hash above, place + 1 below; 0 where there is none
    int _count;

    int Mask => _entries.Length - 1;

    /// <summary>The places at which a flow of that hash may lie, one after the other; -1 behind the last.</summary>
    /// <param name="probe">Where to go on; the hash itself at first.</param>
    public int Next(uint hash, ref uint probe)
    {
        while (true)
        {
            var entry = _entries[probe++ & (uint)Mask];
            if (entry == 0) return -1;
            if ((uint)(entry >> 32) == hash) return (int)(uint)entry - 1;
        }
    }

    /// <summary>The first of those places, most likely; -1 where it is not likely that there is one.</summary>
    public int Guess(uint hash)
    {
        var entry = _entries[hash & (uint)Mask];
        return (uint)(entry >> 32) == hash ? (int)(uint)entry - 1 : -1;
    }

    public void Add(uint hash, int place)
    {
        if (++_count > _entries.Length / 2) Grow();
        Put((ulong)hash << 32 | (uint)(place + 1));
    }

    public void Remove(uint hash, int place)
    {
        var sought = (ulong)hash << 32 | (uint)(place + 1);
        var at = (int)(hash & (uint)Mask);
        while (_entries[at] != sought) at = at + 1 & Mask;
        Close(at);
        _count--;
    }

    void Put(ulong entry)
    {
        var at = (int)((uint)(entry >> 32) & (uint)Mask);
        while (_entries[at] != 0) at = at + 1 & Mask;
        _entries[at] = entry;
    }

    // What stands behind a gap and could stand in it moves there, so that no search ends too early.
    void Close(int gap)
    {
        for (var at = gap + 1 & Mask; _entries[at] is not 0 and var entry; at = at + 1 & Mask)
        {
            var home = (int)((uint)(entry >> 32) & (uint)Mask);
            if ((at - home & Mask) < (at - gap & Mask)) continue;
            _entries[gap] = entry;
            gap = at;
        }

        _entries[gap] = 0;
    }

    void Grow()
    {
        var old = _entries;
        _entries = new ulong[BitOperations.RoundUpToPowerOf2((uint)old.Length + 1)];
        foreach (var entry in old)
        {
            if (entry != 0) Put(entry);
        }
    }
}
