using System.Diagnostics;

namespace Merlon.Cli;

/// <summary>
/// One line on standard error that says how far it is: shown only on a terminal, and only once it has taken a second.
/// </summary>
sealed class ProgressLine : IDisposable
{
    const int BarWidth = 30;

    readonly Func<double?> _share;
    readonly string _of;
    readonly int _every;
    readonly Func<string>? _tail;
    readonly bool _isShown = !Console.IsErrorRedirected;
    readonly Stopwatch _watch = Stopwatch.StartNew();
    TimeSpan _next = TimeSpan.FromSeconds(1);
    bool _hasDrawn;

    ProgressLine(Func<double?> share, string of, int every, Func<string>? tail) =>
        (_share, _of, _every, _tail) = (share, of, every, tail);

    /// <param name="share">How much is done, 0 to 1; null when that is not known.</param>
    /// <param name="of">What is counted.</param>
    /// <param name="every">The clock is asked once in so many.</param>
    /// <param name="tail">What the line ends with.</param>
    public static ProgressLine Start(
        Func<double?> share, string of = "flows", int every = 4_096, Func<string>? tail = null) =>
        new(share, of, every, tail);

    public void Tick(long count)
    {
        if (!_isShown || count % _every != 0 || _watch.Elapsed < _next) return;

        _next = _watch.Elapsed + TimeSpan.FromMilliseconds(200);
        _hasDrawn = true;
        var rate = count / _watch.Elapsed.TotalSeconds;
        Console.Error.Write($"\r{Bar()}{count:N0} {_of}, {rate:N0} a second{Tail()} \u001b[K");
    }

    public void Dispose()
    {
        if (_hasDrawn) Console.Error.Write("\r\u001b[K");
        _hasDrawn = false;
    }

    string Tail() => _tail is null ? "" : $", {_tail()}";

    string Bar()
    {
        if (_share() is not { } share) return "";
        var filled = (int)(Math.Clamp(share, 0, 1) * BarWidth);
        var left = share > 0.01 ? $", {_watch.Elapsed.TotalSeconds * (1 - share) / share:0} s left" : "";
        return $"[{new string('#', filled)}{new string('.', BarWidth - filled)}] {share:P0}{left}  ";
    }
}
