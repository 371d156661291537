using Merlon.Flows.Captured;

namespace Merlon.Flows;

/// <summary>Reads flows, and alerts, out of one file: a log of them, or a capture whose packets make them.</summary>
public abstract class FlowReader(string file)
{
    /// <summary>So many bad lines are kept word for word; the rest are counted.</summary>
    public const int BadLinesShown = 5;

    public string File => file;

    /// <summary>As <c>--format</c> takes it.</summary>
    public abstract string Format { get; }

    /// <summary>What its user should know of how it was read.</summary>
    public abstract IReadOnlyCollection<string> Notes { get; }

    /// <summary>Lines or objects of a log, packets of a capture, read so far.</summary>
    public long Records { get; private protected set; }

    public long Flows { get; private protected set; }
    public long Alerts { get; private protected set; }

    /// <summary>Records that rightly are of no flow.</summary>
    public long Nothing { get; private protected set; }

    public long BadLines { get; private protected set; }
    public virtual IReadOnlyList<BadLine> FirstBadLines => [];

    /// <summary>What became of a capture's packets; null of a log.</summary>
    public virtual PacketCounts? Packets => null;

    /// <summary>Called with how many packets of a capture were read, after each: flows come late.</summary>
    public Action<long>? HasRead { get; set; }

    /// <summary>Why the file as a whole cannot be used, in one line; null while it can.</summary>
    public string? Failure { get; private protected set; }

    /// <returns>False at the end of the file, or when there is a <see cref="Failure"/>.</returns>
    public abstract bool TryRead(out Observation observation);
}
