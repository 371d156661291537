namespace Merlon.Features;

/// <summary>
/// The time of a capture as its packets tell it. It does not go back by little, and a leap of more than ten minutes,
/// either way, is believed once a second packet bears it out: one wrong time shall not move the rest.
/// </summary>
public struct BelievedClock
{
    const double Leap = 600;   // seconds

    double _told;

    /// <summary>Seconds since 1970; 0 before there was a packet.</summary>
    public double Now { get; private set; }

    /// <param name="told">A packet's time, in seconds since 1970.</param>
    public void Hear(double told)
    {
        var (isFar, isBorneOut) = (Math.Abs(told - Now) > Leap, Math.Abs(told - _told) <= Leap);
        _told = told;
        if (!isFar) Now = Math.Max(Now, told);
        else if (Now == 0 || isBorneOut) Now = told;
    }
}
