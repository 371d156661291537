using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Merlon.Synthesis.Evidence;

/// <summary>
/// What is known by key, within bounds: of more than twice <c>capacity</c> keys those go that were not met for longest,
/// in one go, and are counted.
/// </summary>
/// <param name="onShed">Is given each that goes.</param>
public sealed class Recent<TKey, T>(int capacity, Action<T>? onShed = null)
    where TKey : notnull
{
    Dictionary<TKey, T> _recent = [];
    Dictionary<TKey, T> _older = [];

    public int Count => _recent.Count + _older.Count;

    /// <summary>How many were forgotten for want of room.</summary>
    public long Shed { get; private set; }

    /// <summary>What is known, in no order.</summary>
    public IEnumerable<T> All => _recent.Values.Concat(_older.Values);

    /// <summary>The same with their keys.</summary>
    public IEnumerable<KeyValuePair<TKey, T>> Entries => _recent.Concat(_older);

    public bool TryFind(TKey key, [MaybeNullWhen(false)] out T known) =>
        _recent.TryGetValue(key, out known) || _older.TryGetValue(key, out known);

    /// <summary>What is known of a key; good until the next call.</summary>
    /// <param name="isNew">Nothing was: it is the default.</param>
    public ref T? Of(TKey key, out bool isNew)
    {
        if (_recent.Count >= capacity && !_recent.ContainsKey(key))
        {
            Shed += _older.Count;
            if (onShed is not null)
            {
                foreach (var shed in _older.Values) onShed(shed);
            }

            _older.Clear();   // its room is used again
            (_older, _recent) = (_recent, _older);
        }

        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_recent, key, out var isKnown);
        isNew = !isKnown && !_older.Remove(key, out place);
        return ref place;
    }
}
