using System.Net;
using Merlon.Scenarios.Policies;

namespace Merlon.Scenarios.Logs;

/// <summary>What happened, which a log may hold as one line.</summary>
sealed record Occurrence
{
    public required DateTime At { get; init; }
    public required OccurrenceKind Kind { get; init; }
    public required LineRole Role { get; init; }
    public required IPAddress Source { get; init; }
    public required IPAddress Destination { get; init; }
    public int SourcePort { get; init; }
    public int DestinationPort { get; init; }
    public string Protocol { get; init; } = "tcp";

    /// <summary>Where a port forward led it.</summary>
    public (IPAddress Address, int Port)? Translated { get; init; }

    public string Reason { get; init; } = "";
    public string User { get; init; } = "";
    public long BytesOut { get; init; }
    public long BytesIn { get; init; }

    /// <summary>Whether the rules of the scenario tell why it was admitted or refused.</summary>
    public bool IsExplained { get; init; } = true;

    /// <summary>The rule that the truth blames; none with <see cref="Blame"/> is the chain's policy.</summary>
    public Rule? By { get; init; }

    /// <summary>Which of the causes let it in; -1 is none.</summary>
    public int Blame { get; set; } = -1;

    /// <summary>Whether the attack breaks when this line is no longer admitted.</summary>
    public bool IsKey { get; init; }
}
