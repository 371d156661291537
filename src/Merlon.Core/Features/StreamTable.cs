using System.Numerics;

namespace Merlon.Features;

/// <summary>
/// Gives each key a slot, for at most so many; when all are taken, one goes that was not seen for long.
/// </summary>
/// <remarks>
/// Second chance (Corbató, 1968): a hand goes round, and takes the first slot that was not seen again since it came by.
/// Keys that come only once, as in a flood from made-up addresses, so make way for each other before those that
/// return. The hand looks at 64 slots at most, then takes the next one.
/// </remarks>
public sealed class StreamTable
{
    public const int LeastCapacity = 2;

    const int MostLooked = 64, None = -1;

    readonly int[] _buckets;   // a slot, from 1 on; 0 for none
    readonly Entry[] _entries;
    int _taken, _hand, _firstFree = None;
    long _serial;

    public StreamTable(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, LeastCapacity);
        _buckets = new int[BitOperations.RoundUpToPowerOf2((uint)capacity)];
        _entries = new Entry[capacity];
    }

    public int Capacity => _entries.Length;

    public int Count { get; private set; }

    /// <summary>How many had to make way.</summary>
    public long Evicted { get; private set; }

    /// <summary>The number of what is in a slot: no other had it, or ever will. 0 where nothing is.</summary>
    public long SerialOf(int slot) => _entries[slot].Serial;

    /// <summary>The slot of a key; a new one when it has none.</summary>
    /// <param name="kept">A slot that must not make way.</param>
    public int Find(StreamKey key, out bool isNew, int kept = None)
    {
        var hash = key.Hash;
        isNew = false;
        for (var slot = Bucket(hash) - 1; slot >= 0; slot = _entries[slot].Next)
        {
            ref var entry = ref _entries[slot];
            if (entry.Key != key) continue;

            entry.WasSeen = true;
            return slot;
        }

        isNew = true;
        return Add(key, hash, kept);
    }

    /// <summary>Makes a slot free.</summary>
    public void Remove(int slot)
    {
        Unlink(slot);
        _entries[slot] = new() { Next = _firstFree };
        _firstFree = slot;
        Count--;
    }

    int Add(StreamKey key, uint hash, int kept)
    {
        var slot = _firstFree != None ? _firstFree : _taken < Capacity ? _taken++ : Evict(kept);
        ref var entry = ref _entries[slot];
        if (slot == _firstFree) _firstFree = entry.Next;

        ref var bucket = ref Bucket(hash);
        entry = new() { Key = key, Hash = hash, Next = bucket - 1, Serial = ++_serial };
        bucket = slot + 1;
        Count++;
        return slot;
    }

    int Evict(int kept)
    {
        for (var looked = 0; ; looked++)
        {
            _hand = _hand + 1 < Capacity ? _hand + 1 : 0;
            ref var entry = ref _entries[_hand];
            if (_hand == kept || (entry.WasSeen && looked < MostLooked))
            {
                entry.WasSeen = false;
                continue;
            }

            Unlink(_hand);
            Evicted++;
            Count--;
            return _hand;
        }
    }

    void Unlink(int slot)
    {
        var next = _entries[slot].Next;
        ref var bucket = ref Bucket(_entries[slot].Hash);
        if (bucket - 1 == slot)
        {
            bucket = next + 1;
            return;
        }

        var before = bucket - 1;
        while (_entries[before].Next != slot) before = _entries[before].Next;
        _entries[before].Next = next;
    }

    ref int Bucket(uint hash) => ref _buckets[hash & (uint)(_buckets.Length - 1)];

    struct Entry
    {
        public StreamKey Key;
        public long Serial;
        public uint Hash;
        public int Next;   // in the same bucket, or the next free one
        public bool WasSeen;   // again, since the hand came by
    }
}
