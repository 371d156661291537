namespace Merlon.Synthesis.Evidence;

/// <summary>How much came from a source, or by one of its ways, and how much of it had an alert.</summary>
public struct Sender
{
    public int Flows { get; set; }
    public int Alerts { get; set; }

    /// <summary>Served flows without an alert, those of an hour to one service once.</summary>
    public int Visits { get; set; }

    /// <summary>Alerts of the last stretch, at most <see cref="Senders.LatelySpan"/> long.</summary>
    public int Lately { get; set; }
    public DateTime LatelySince { get; set; }

    /// <summary>
    /// Of a source: its ways to a service that were served and nearly all of whose flows had an alert, two at least.
    /// </summary>
    public int BlamedWays { get; set; }

    /// <summary>Whether it is whose address it bears: a handshake was completed.</summary>
    public bool IsProven { get; set; }

    /// <summary>How often a rule was made for it.</summary>
    public int Offences { get; set; }

    /// <summary>
    /// Of a network: different sources in it for which a rule was made; of a wide one, networks in it.
    /// </summary>
    public int Offenders { get; set; }

    /// <summary>How unlikely so many alerts would be by mistake: so many halvings; none without an alert.</summary>
    public int? Surprise { get; set; }
}
