using System.Net;
using Merlon.Scenarios.Policies;
using Merlon.Scenarios.Telling;
using static Merlon.Scenarios.Telling.WellKnown;

namespace Merlon.Scenarios.Development;

static class OverPermissiveRules
{
    public static readonly Variant[] All =
    [
        new(CauseIds.OverPermissiveRule, "first-case", FirstCase) { IsToTheLetter = true },
        new(CauseIds.OverPermissiveRule, "all-ports-to-a-web-server", AllPorts),
        new(CauseIds.OverPermissiveRule, "any-source-to-an-inside-application", AnySource),
        new(CauseIds.OverPermissiveRule, "partner-to-a-whole-network", WholeNetwork),
    ];

    /// <summary>The smallest case. The denials are another control's: the only rule cannot have made them.</summary>
    static void FirstCase(Story story)
    {
        var (attacker, victim) = (IPAddress.Parse("192.168.1.45"), IPAddress.Parse("10.10.10.5"));
        story.IsBare = true;
        story.Start = new(2025, 7, 14, 22, 0, 0, DateTimeKind.Utc);
        story.Now = story.Start.AddMinutes(15);
        var rule = story.Accept(null, victim, Ports.AllTcp);
        story.StoppedElsewhere(attacker, victim, "Suspicious Port Scan", 0, 0, 0);
        story.Enter(attacker, victim, 1);
        story.Transfer(0, 0);
        story.Blocked("Suspicious Payload");
        story.Blame(CauseIds.OverPermissiveRule, Change.Remove(rule), rule);
        story.Verbatim = (new("firewall.md", FirstLog), new("rules.md", FirstRules));
    }

    const string FirstLog = """
| Timestamp           | Source IP     | Destination IP | Protocol | Action   | Reason                  | User     |
| 2025-07-14 22:15:03 | 192.168.1.45  | 10.10.10.5     | TCP      | Denied   | Suspicious Port Scan    | N/A      |
| 2025-07-14 22:15:10 | 192.168.1.45  | 10.10.10.5     | TCP      | Denied   | Suspicious Port Scan    | N/A      |
| 2025-07-14 22:15:15 | 192.168.1.45  | 10.10.10.5     | TCP      | Denied   | Suspicious Port Scan    | N/A      |
| 2025-07-14 22:16:00 | 192.168.1.45  | 10.10.10.5     | TCP      | Allowed  | Established Connection  | user123  |
| 2025-07-14 22:16:05 | 192.168.1.45  | 10.10.10.5     | TCP      | Allowed  | Data Transfer           | user123  |
| 2025-07-14 22:17:00 | 192.168.1.45  | 10.10.10.5     | TCP      | Denied   | Suspicious Payload      | user123  |

""";

    const string FirstRules = """
        | Rule ID | Source IP | Destination IP | Protocol | Port Range | Action |
        | 101     | Any       | 10.10.10.5     | TCP      | 1-65535    | Allow  |

        """;

    static void AllPorts(Story story)
    {
        var (servers, attacker) = (story.Inside(), story.Outside());
        var victim = story.Host(servers);
        var rule = story.Accept(null, victim, Ports.AllTcp, "web shop");
        story.Use(story.Visitors(12), victim, 443, 30);
        story.Enter(attacker, victim, 8080);
        story.Alert("WEB-INF access and upload of a servlet archive");
        story.Transfer(4_100_000, 37_000_000);
        story.Blame(CauseIds.OverPermissiveRule, Change.Replace(rule, rule with { Ports = Https }), rule);
        story.Foothold = (servers, victim);
        story.TriesToGetOut(victim, 6667);
    }

    static void AnySource(Story story)
    {
        var (servers, staff, attacker) = (story.Inside(), story.Inside(), story.Outside());
        var victim = story.Host(servers);
        var rule = story.Accept(null, victim, Ports.Tcp(8000, 8999), "payroll application");
        story.Use(story.Hosts(staff, 5), victim, 8443, 22);
        story.Probe(attacker, victim, 22, 443);
        story.Enter(attacker, victim, 8009);
        story.Alert("Ghostcat AJP file read attempt");
        story.Transfer(18_000, 88_000_000);
        story.Blame(
            CauseIds.OverPermissiveRule, Change.Replace(rule, rule with { Source = staff, Ports = AltHttps }), rule);
        story.Foothold = (servers, victim);
        story.TriesToGetOut(victim, 53, 123);
    }

    static void WholeNetwork(Story story)
    {
        var (servers, partner) = (story.Inside(), story.OutsideNetwork());
        var (shared, victim) = (story.Host(servers), story.Host(servers));
        var attacker = story.Host(partner);
        var rule = story.Accept(partner, servers, Ports.AllTcp, "partner exchange");
        story.Use(story.Hosts(partner, 3), shared, 443, 18);
        story.Enter(attacker, victim, 9200);
        story.Alert("Elasticsearch index listing from a partner address");
        story.Transfer(30_000, 1_730_000_000);
        story.Blame(CauseIds.OverPermissiveRule,
            Change.Replace(rule, rule with { Destination = shared.Alone(), Ports = Https }), rule);
        story.Foothold = (servers, victim);
        story.TriesToGetOut(victim, 1080);
    }
}
