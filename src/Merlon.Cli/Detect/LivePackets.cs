using System.Diagnostics;
using Merlon.Host.Capture;

namespace Merlon.Cli;

/// <summary>
/// The packets of an interface, as they come, until there are enough, it is too late, somebody asks to end, or nobody
/// reads what is said of them.
/// </summary>
sealed class LivePackets : IDisposable
{
    static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(100);

    readonly string _name;
    readonly LiveCapture _capture;
    readonly TimeSpan? _duration;
    readonly long _most;
    readonly Stopwatch _watch = Stopwatch.StartNew();
    readonly EndRequest _endRequest = new();

    LivePackets(string name, LiveCapture capture, (TimeSpan? Duration, long? Packets) end) =>
        (_name, _capture, _duration, _most) = (name, capture, end.Duration, end.Packets ?? long.MaxValue);

    /// <summary>Opens an interface, and gives up the rights that it took.</summary>
    /// <remarks>What else needs rights must have been opened before.</remarks>
    /// <param name="status">The exit status when it cannot be; the user has been told.</param>
    /// <returns>Null when it cannot be.</returns>
    public static LivePackets? Open(
        LiveCaptureSettings settings, string? user, (TimeSpan? Duration, long? Packets) end, out int status)
    {
        status = Exit.Done;
        LiveCapture? capture = null;
        try
        {
            var account = Rights.MustBecome(user);
            capture = LiveCapture.Open(settings);
            if (account is { IsRoot: false }) Rights.GiveUpFor(account);
            var packets = new LivePackets(settings.Interface, capture, end);
            Screen.Note($"{settings.Interface}: listening{As(account)}; Ctrl+C ends it");
            return packets;
        }
        catch (CaptureException e)
        {
            capture?.Dispose();
            Screen.Error(e.Message);
            status = e.Obstacle switch
            {
                Obstacle.Words => Exit.Usage,
                Obstacle.Interface => Exit.Unreadable,
                _ => Exit.Environment,
            };
            return null;
        }
    }

    /// <param name="tail">What the line of progress ends with.</param>
    /// <returns>Whether it ended as it should; if not, the user has been told.</returns>
    public bool TryReadAll(CaptureFiles.PacketAction next, Func<string> tail)
    {
        var (packets, counts) = (0L, default(CaptureCounts));
        using (var progress = ProgressLine.Start(
            () => _watch.Elapsed / _duration, "packets", every: 1, () => $"{tail()}, {counts.Dropped:N0} dropped"))
        {
            for (var pulse = 0L; packets < _most && !_endRequest.IsMade && _capture.Failure is null;)
            {
                if (Environment.TickCount64 >= pulse)
                {
                    if (_watch.Elapsed >= _duration || Polling.IsOutputAbandoned) break;
                    counts = _capture.Count();
                    progress.Tick(packets);
                    pulse = Environment.TickCount64 + (long)Pulse.TotalMilliseconds;
                }

                if (_capture.TryRead(out var packet))
                {
                    packets++;
                    next(packet);
                }
                else
                {
                    _capture.Wait(Pulse);
                }
            }
        }

        if (_capture.Failure is not null) Screen.Error(_capture.Failure);
        Tell(_capture.Count(), packets);
        return _capture.Failure is null;
    }

    public void Dispose()
    {
        _endRequest.Dispose();
        _capture.Dispose();
    }

    void Tell(CaptureCounts counts, long packets)
    {
        Screen.Note($"{_name}: {RespondCommand.Plural(counts.Received, "packet")} received, "
            + $"{counts.DroppedByKernel:N0} dropped by the kernel, {counts.DroppedByInterface:N0} by the interface");
        if (counts.Received - counts.DroppedByKernel - packets is > 0 and var left)
            Screen.Note($"{left:N0} had come when it ended, and were not looked at any more");
        if (counts.Dropped > 0)
        {
            Screen.Note("what was dropped was not looked at, so that alerts may be missing: give a larger --ring-size, "
                + "or a --filter that takes less");
        }
    }

    static string As(Account? account) => account switch
    {
        null => "",
        { IsRoot: true } => ", with root's rights",
        _ => $", as {account.Name}: root's rights were given up",
    };
}
