using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Merlon.Flows;
using Merlon.Flows.Captured;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Evaluation.Certificates;

/// <summary>
/// What is claimed of a rule set, with all that somebody needs who wants to see it again from the flows alone.
/// </summary>
public sealed record Certificate
{
    public const string TheForm = "merlon-certificate";

    public const int TheVersion = 1;

    [JsonConverter(typeof(FormConverter))]
    public required string Form { get; init; }

    [JsonConverter(typeof(VersionConverter))]
    public required int Version { get; init; }

    public required string Strategy { get; init; }

    /// <summary>What the bound of a rule may come to, 0 to 1.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public required double Epsilon { get; init; }

    /// <summary>That of each bound, 0 to 1.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public required double Confidence { get; init; }

    /// <summary>In whose chain the rules stand.</summary>
    [JsonConverter(typeof(ChainConverter))]
    public required Hook Chain { get; init; }

    /// <summary>The prefixes behind the firewall; none when nobody said.</summary>
    public required ImmutableArray<IpPrefix> Internals { get; init; }

    public required Reading Reading { get; init; }

    /// <summary>In the order in which they were given.</summary>
    public required ImmutableArray<CertifiedLog> Logs { get; init; }

    /// <summary>What the operator said of the site; null for nothing.</summary>
    public required CertifiedFile? Context { get; init; }

    public required Totals Totals { get; init; }

    /// <summary>One for each rule, in the order in which they stand.</summary>
    public required ImmutableArray<RuleClaim> Rules { get; init; }

    public required CertifiedText RuleSet { get; init; }
}

/// <summary>How the logs were read, and what counted as an alert.</summary>
/// <param name="Clock"><c>auto</c> or <c>24h</c>.</param>
/// <param name="Lateness">By how much rows may be late; null for as much as memory allows.</param>
/// <param name="Threshold">Flows with at least this score are alerts; null when scores were not asked.</param>
/// <param name="Idle">An alert window closes when no alert came for so long.</param>
/// <param name="BenignWindow">For so long a flow may still turn out to have an alert.</param>
public sealed record Reading(
    TimeSpan UtcOffset,
    [property: JsonConverter(typeof(ClockConverter))] string Clock,
    bool IsStrict,
    TimeSpan? Lateness,
    double? Threshold,
    TimeSpan Idle,
    TimeSpan BenignWindow)
{
    /// <summary>How the packets of captures made flows; null for the standard.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CaptureReading? Captures { get; init; }
}

/// <summary>How the packets of captures made flows, where it was not the standard.</summary>
/// <param name="IdleTimeout">Null for that of each protocol.</param>
public sealed record CaptureReading(
    TimeSpan? IdleTimeout, TimeSpan ActiveTimeout, TunnelView Tunnels, bool IgnoresVlans)
{
    [JsonIgnore]
    public CaptureHints Hints => new()
    {
        Timeouts = new() { Idle = IdleTimeout, Active = ActiveTimeout },
        Tunnels = Tunnels,
        IgnoresVlans = IgnoresVlans,
    };

    public static CaptureReading? Of(CaptureHints hints) => hints == CaptureHints.Standard
        ? null
        : new(hints.Timeouts.Idle, hints.Timeouts.Active, hints.Tunnels, hints.IgnoresVlans);
}

/// <summary>A file as it is stored, gzipped or not.</summary>
/// <param name="Path">As it was given.</param>
/// <param name="Sha256">In hexadecimal.</param>
public sealed record CertifiedFile(
    string Path, [property: JsonConverter(typeof(CountConverter))] long Bytes,
    [property: JsonConverter(typeof(DigestConverter))] string Sha256);

/// <summary>A log, and the format as which it is read.</summary>
public sealed record CertifiedLog(
    [property: JsonConverter(typeof(FormatConverter))] string Format, CertifiedFile File);

/// <summary>What iptables reads, of one family or of both.</summary>
public sealed record CertifiedText([property: JsonConverter(typeof(DigestConverter))] string Sha256, string Text);

/// <summary>Counts over all of the logs.</summary>
/// <param name="Covered">
/// Alerts that the rules without a limit cover; null when there were too many kinds of traffic to tell.
/// </param>
/// <param name="BenignDropped">Benign flows that they would have dropped; null as before.</param>
/// <param name="OutOfReach">Alerts that no rule at this firewall can stop.</param>
public sealed record Totals(
    [property: JsonConverter(typeof(CountConverter))] long Alerts,
    [property: JsonConverter(typeof(CountConverter))] long? Covered,
    [property: JsonConverter(typeof(CountConverter))] long Benign,
    [property: JsonConverter(typeof(CountConverter))] long? BenignDropped,
    [property: JsonConverter(typeof(CountConverter))] long OutOfReach);

/// <summary>What is claimed of one rule.</summary>
/// <param name="Number">From 1, in the order of making; some that were made do not stand.</param>
/// <param name="Lines">As they stand in the text; those of a chain of its own come after the jump to it.</param>
/// <param name="Alerts">
/// What it covers and no rule before it; null when that could not be told, and of a rule with a limit.
/// </param>
/// <param name="Benign">Benign flows that it would have dropped and no rule before it; null as before.</param>
/// <param name="MadeAt">Event time, UTC.</param>
/// <param name="Life">How long it binds; null for as long as there is room.</param>
/// <param name="IsRenewed">Whether its life begins anew with each packet that it drops.</param>
/// <param name="Bound">Null when none is claimed.</param>
/// <param name="RunnerUp">What would have been taken in its place, as a line; null for nothing.</param>
public sealed record RuleClaim(
    [property: JsonConverter(typeof(CountConverter))] long Number,
    ImmutableArray<string> Lines,
    [property: JsonConverter(typeof(CountConverter))] long? Alerts,
    [property: JsonConverter(typeof(CountConverter))] long? Benign,
    DateTime MadeAt,
    TimeSpan? Life,
    bool IsRenewed,
    BoundClaim? Bound,
    string? RunnerUp);

/// <summary>What was counted to bound the harm of a rule.</summary>
public enum BoundGround : byte
{
    /// <summary>Honest visits to the site, and those of them that the rule would have dropped.</summary>
    Visits,

    /// <summary>Different asks of an address (source, protocol, port) in vain; no honest visit is dropped.</summary>
    Asks,

    /// <summary>Clients of the site in each round, and those of them that were new to the service.</summary>
    Newcomers,
}

/// <summary>No larger share of the honest visits to come is dropped, but for the risk.</summary>
/// <param name="Next">Of newcomers: so many clients come in a round; else 0.</param>
/// <param name="Risk">0 to 1.</param>
/// <param name="Share">0 to 1.</param>
public sealed record BoundClaim(
    BoundGround Ground,
    [property: JsonConverter(typeof(CountConverter))] long Hits,
    [property: JsonConverter(typeof(CountConverter))] long Seen,
    [property: JsonConverter(typeof(CountConverter))] long Next,
    [property: JsonConverter(typeof(ShareConverter))] double Risk,
    [property: JsonConverter(typeof(ShareConverter))] double Share);
