namespace Merlon.Flows.Captured;

/// <summary>
/// Places in some queues, first come, first out, and the time at which each was put there. To take one out of the midst
/// costs the same however many there are.
/// </summary>
sealed class PlaceQueues
{
    const int None = -1;

    readonly (int First, int Last)[] _queues;
    Link[] _links = new Link[1 << 10];

    public PlaceQueues(int queues)
    {
        _queues = new (int, int)[queues];
        Array.Fill(_queues, (None, None));
    }

    /// <summary>-1 where the queue is empty.</summary>
    public int First(int queue) => _queues[queue].First;

    /// <summary>The one behind it; -1 where it is the last.</summary>
    public int Next(int place) => _links[place].Next;

    public long QueuedAt(int place) => _links[place].At;

    /// <summary>Puts a place that stands in no queue behind the others of one.</summary>
    public void Append(int place, int queue, long at)
    {
        if (place >= _links.Length) Array.Resize(ref _links, Math.Max(_links.Length * 2, place + 1));
        ref var ends = ref _queues[queue];
        _links[place] = new(at, ends.Last, None, queue);
        if (ends.Last == None) ends.First = place;
        else _links[ends.Last].Next = place;
        ends.Last = place;
    }

    public void Remove(int place)
    {
        ref readonly var link = ref _links[place];
        ref var queue = ref _queues[link.Queue];
        if (link.Previous == None) queue.First = link.Next;
        else _links[link.Previous].Next = link.Next;
        if (link.Next == None) queue.Last = link.Previous;
        else _links[link.Next].Previous = link.Previous;
    }

    record struct Link(long At, int Previous, int Next, int Queue);
}
