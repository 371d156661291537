namespace Merlon.Detection.Drift;

/// <summary>
/// Which packets are heard: one in so long a time, and none twice. A leap of more than ten minutes is believed once a
/// second packet bears it out, and nothing is heard for it. The time that a leap ahead skips may still come: who tells
/// a wrong time does not silence the others.
/// </summary>
/// <remarks>
/// <para>Without a leap back the last time heard only grows, by the pace with each hearing. With leaps back it is the
/// skipped stretch that pays: with each hearing, wherever, its beginning moves on by the pace, so that no more is heard
/// in all than the pace allows from its beginning on.</para>
/// <para>Time goes back into what was skipped, and nowhere else: what was looked through before may be again.</para>
/// </remarks>
/// <param name="last">When the last was heard; the beginning of time where none was.</param>
/// <param name="skipped">That may still come.</param>
public struct HearingClock(DateTime last, Stretch skipped)
{
    static readonly TimeSpan Leap = TimeSpan.FromMinutes(10);

    DateTime _far;   // the last time told that was a leap

    /// <summary>When the last was heard, or where a leap went since.</summary>
    public DateTime Last { get; private set; } = last;

    /// <summary>What leaps ahead skipped and may still come.</summary>
    public Stretch Skipped { get; private set; } = skipped;

    /// <param name="at">When a packet was seen.</param>
    /// <param name="pace">One in so long a time is heard.</param>
    public bool Hears(DateTime at, TimeSpan pace)
    {
        // The first of all is heard at once: who told a wrong time then is found out by what comes earlier.
        if (Last == default && IsFar(at, Last)) Skipped = new(Last, at - Leap);
        else if (IsFar(at, Last)) return Follow(at);
        else if (at - Last < pace) return false;

        Last = at;
        if (Skipped.IsOpen) Skipped = Skipped with { From = Earlier(Skipped.From + pace, Skipped.Until) };
        return true;
    }

    // Where it is borne out, to the later of the two: what is a little earlier than one before is not heard.
    bool Follow(DateTime at)
    {
        var (isBorneOut, to) = (!IsFar(at, _far), at > _far ? at : _far);
        _far = at;
        if (!isBorneOut || (at < Last && !Skipped.Has(at))) return false;

        if (to > Last) Skipped = new(Skipped.IsOpen ? Skipped.From : Last, to - Leap);
        Last = to;
        return false;
    }

    static bool IsFar(DateTime at, DateTime from) => (at - from).Duration() > Leap;

    static DateTime Earlier(DateTime one, DateTime other) => one < other ? one : other;
}

/// <summary>Times between two, which are not of it.</summary>
/// <param name="From">The beginning of time where nothing was heard before.</param>
public readonly record struct Stretch(DateTime From, DateTime Until)
{
    /// <summary>Whether there is any of it, and something before it.</summary>
    public bool IsOpen => From != default && From < Until;

    public bool Has(DateTime at) => at > From && at < Until;
}
