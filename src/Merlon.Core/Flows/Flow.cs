using Merlon.Net;

namespace Merlon.Flows;

/// <summary>What went one way: packets and their bytes.</summary>
public readonly record struct Traffic(long Packets, long Bytes);

/// <summary>A conversation between two endpoints, as far as a record tells of it. Times are UTC.</summary>
/// <remarks>
/// A struct, since millions of them pass through windows that must not trouble the garbage collector.
/// </remarks>
public readonly record struct Flow
{
    public required FlowKey Key { get; init; }
    public required DateTime FirstSeen { get; init; }
    public TimeSpan Duration { get; init; }

    /// <summary>Source to destination.</summary>
    public Traffic Forward { get; init; }

    /// <summary>Destination to source.</summary>
    public Traffic Backward { get; init; }

    /// <summary>What the dataset's truth, or a detector that labels its rows, says of it.</summary>
    public Label Label { get; init; }

    /// <summary>What kind of attack the label says it is, or the name of the signature that matched it.</summary>
    public string? Attack { get; init; }

    /// <summary>How strange a detector found it; NaN when none was asked.</summary>
    public double Score { get; init; }

    /// <summary>What the record says that came back.</summary>
    public Answer Answer { get; init; }

    public DateTime LastSeen => FirstSeen + Duration;

    public bool IsAnswered => Backward.Packets > 0;

    /// <summary>
    /// Whether a service answered: an honest client would have lost something. Where the record does not tell, answers
    /// of TCP that are no more than bare headers are taken for resets.
    /// </summary>
    public bool IsServed => Answer is Answer.Service || (Answer is Answer.Untold && IsAnswered && !IsBare);

    bool IsBare => Key.Protocol is IpProtocol.Tcp && Backward.Bytes > 0
        && Backward.Bytes <= Backward.Packets * (Key.DestinationIp.IsV4 ? 40 : 60);
}
