namespace Merlon.Synthesis.Evidence;

/// <summary>
/// The senders of one kind, and which of them have more alerts than mistakes would explain. Among many some always
/// have: what counts is how many would by mistake, against how many do (Benjamini and Hochberg, 1995).
/// </summary>
public sealed class Senders(int capacity)
{
    /// <summary>So many of a network's own must have been blocked before it is.</summary>
    public const int LeastOffenders = 3;

    public static readonly TimeSpan LatelySpan = TimeSpan.FromMinutes(1);

    const int MostSurprise = 60;

    readonly Recent<ulong, Sender> _known = new(capacity);
    readonly int[] _bySurprise = new int[MostSurprise + 1];

    public long Shed => _known.Shed;

    /// <param name="print">Of the rule that would drop all that it sends.</param>
    /// <param name="isProven">The flow's source is whose address it bears.</param>
    /// <param name="falseAlerts">
    /// The share of honest flows that have an alert; null for an alert that says nothing of its sender, who may be
    /// somebody else.
    /// </param>
    public Sender See(ulong print, DateTime at, bool isAlert, bool isVisit, bool isProven, double? falseAlerts)
    {
        ref var sender = ref _known.Of(print, out _);
        sender.Flows++;
        if (isVisit) sender.Visits++;
        if (isProven) sender.IsProven = true;
        if (isAlert) CountAlert(ref sender, at);
        var isSettled = isAlert && sender.Surprise is MostSurprise;
        if (sender.Alerts > 0 && !isSettled && falseAlerts is { } share) Rank(ref sender, share);
        return sender;
    }

    /// <summary>A flow of a sender's that was seen without an alert turned out to have one.</summary>
    public void TakeBack(ulong print, bool isVisit)
    {
        ref var sender = ref _known.Of(print, out _);
        if (sender.Flows > 0) sender.Flows--;
        if (isVisit && sender.Visits > 0) sender.Visits--;
    }

    public Sender Of(ulong print) => _known.TryFind(print, out var sender) ? sender : default;

    /// <summary>A rule was made for it, once more.</summary>
    /// <returns>How often that was.</returns>
    public int CountOffence(ulong print) => ++_known.Of(print, out _).Offences;

    /// <summary>One more of its ways is to blame.</summary>
    public void CountBlamedWay(ulong print) => _known.Of(print, out _).BlamedWays++;

    /// <summary>A rule was made for one more of its own.</summary>
    public void CountOffender(ulong print)
    {
        if (++_known.Of(print, out _).Offenders == LeastOffenders) Suspects++;
    }

    /// <summary>Networks with so many offenders that they may be blocked as a whole.</summary>
    public int Suspects { get; private set; }

    /// <summary>
    /// Of the senders with alerts as unlikely as this one's, the share that would have them by mistake, at most.
    /// </summary>
    public double ShareOfMistakes(in Sender sender, double falseAlerts)
    {
        if (sender.Surprise is not { } surprise) return 1;

        var alike = 0;
        for (var i = surprise; i <= MostSurprise; i++) alike += _bySurprise[i];
        return Math.Min(1, _known.Count * Mistake(sender, falseAlerts) / Math.Max(1, alike));
    }

    static void CountAlert(ref Sender sender, DateTime at)
    {
        sender.Alerts++;
        if (at - sender.LatelySince > LatelySpan) (sender.Lately, sender.LatelySince) = (0, at);
        sender.Lately++;
    }

    void Rank(ref Sender sender, double falseAlerts)
    {
        var surprise = (int)Math.Min(MostSurprise, -Math.Log2(Math.Max(Mistake(sender, falseAlerts), double.Epsilon)));
        if (sender.Surprise is { } before) _bySurprise[before]--;
        _bySurprise[surprise]++;
        sender.Surprise = surprise;
    }

    static double Mistake(in Sender sender, double falseAlerts) =>
        Binomial.AtLeast(sender.Alerts, sender.Flows, falseAlerts);
}
