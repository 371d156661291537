namespace Merlon.Models;

/// <summary>
/// A clock on which short waits are over at once, and the time moves by them; longer ones end when the test says so.
/// </summary>
sealed class TestClock : TimeProvider
{
    static readonly TimeSpan Short = TimeSpan.FromMinutes(1);

    readonly Lock _lock = new();
    readonly List<Timer> _timers = [];
    readonly List<TimeSpan> _waited = [];
    DateTimeOffset _now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The short waits, in order.</summary>
    public IReadOnlyList<TimeSpan> Waited
    {
        get
        {
            lock (_lock) return [.. _waited];
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(callback, state);
        lock (_lock)
        {
            if (dueTime > Short || dueTime < TimeSpan.Zero) _timers.Add(timer);
            else
            {
                _waited.Add(dueTime);
                _now += dueTime;
                ThreadPool.QueueUserWorkItem(_ => timer.Fire());
            }
        }

        return timer;
    }

    /// <summary>All that is waited for is over.</summary>
    public void Elapse()
    {
        List<Timer> due;
        lock (_lock) due = [.. _timers];
        foreach (var timer in due) timer.Fire();
    }

    sealed class Timer(TimerCallback callback, object? state) : ITimer
    {
        volatile bool _isOver;

        public void Fire()
        {
            if (!_isOver) callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => _isOver = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
