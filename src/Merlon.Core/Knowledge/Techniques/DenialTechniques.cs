using System.Collections.Immutable;

namespace Merlon.Knowledge.Techniques;

/// <summary>So much traffic, or such, that others are not served.</summary>
static class DenialTechniques
{
    public static readonly ImmutableArray<Technique> All =
    [
        new("T1498", "Network Denial of Service", ["impact"],
            "The link itself is full: packets or bytes far above the usual towards one address, often of many"
            + " sources.",
            [new("M1037", "have the provider filter upstream; at home drop what nobody asked for, early")]),
        new("T1498.001", "Direct Network Flood", ["impact"],
            "Very many packets straight from the attackers' hosts, UDP, ICMP or TCP, often from forged addresses.",
            [new("M1037", "limit packets by source, and drop forged addresses where they enter (BCP 38)")]),
        new("T1498.002", "Reflection Amplification", ["impact"],
            "Large UDP answers that nobody asked for, from ports 53, 123, 389, 1900, 11211 or 19 of many servers.",
            [new("M1037", "drop answers from those ports without a question, and close open resolvers of your own")]),
        new("T1499", "Endpoint Denial of Service", ["impact"],
            "One service gets far more connections or requests than usual, and answers late, with errors or not"
            + " at all.",
            [new("M1037", "limit connections and requests by source before the service")]),
        new("T1499.001", "OS Exhaustion Flood", ["impact"],
            "Very many SYNs without the handshake's end, or ACKs that belong to nothing: the table of connections"
            + " fills.",
            [new("M1037", "switch SYN cookies on, and limit new connections by source")]),
        new("T1499.002", "Service Exhaustion Flood", ["impact"],
            "Very many complete connections or requests to one service, or many that are kept open and trickle"
            + " (Slowloris): HTTP, TLS or DNS has no room left.",
            [new("M1037", "limit connections and requests by source, and end those that are too slow")]),
        new("T1499.003", "Application Exhaustion Flood", ["impact"],
            "Few requests, but dear ones, again and again: searches, reports, logins; the server's answers get"
            + " slower.",
            [new("M1037", "limit how often one source may ask for what costs much")]),
        new("T1499.004", "Application or System Exploitation", ["impact"],
            "After one odd packet or request a service falls silent or restarts, and again after the next.",
            [new("M1037", "filter the request that does it, until the service is patched")]),
        new("T1496", "Resource Hijacking", ["impact"],
            "Long, even sessions with a mining pool (Stratum, ports 3333, 4444, 14444), or bandwidth that is sold"
            + " on.",
            []),
    ];
}
