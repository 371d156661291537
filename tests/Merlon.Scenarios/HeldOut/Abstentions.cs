using Merlon.Scenarios.Logs;
using Merlon.Scenarios.Telling;
using static Merlon.Scenarios.Telling.WellKnown;

namespace Merlon.Scenarios.HeldOut;

/// <summary>Where the right answer is to name no cause.</summary>
static class Abstentions
{
    public static readonly Variant[] All =
    [
        new(CauseIds.InsufficientEvidence, "log-gap-database", Gap, isHeldOut: true),
        new(CauseIds.InsufficientEvidence, "no-source-column", NoSource, isHeldOut: true),
        new(CauseIds.InsufficientEvidence, "inside-hop-by-an-unknown-device", UnknownDevice, isHeldOut: true),
        new(CauseIds.NoIncident, "refused-sweep-of-a-network", Sweep, isHeldOut: true),
        new(CauseIds.NoIncident, "replication", Replication, isHeldOut: true),
    ];

    static void Gap(Story story)
    {
        story.Reason = "log-gap";
        var (databases, apps) = (story.Inside(), story.Inside());
        var (victim, app, attacker) = (story.Host(databases), story.Host(apps), story.Host(story.Inside()));
        story.Accept(apps, victim, MsSql);
        story.Accept(apps, victim, Https);
        story.Use(story.Hosts(apps, 4), victim, 1433, 30);
        story.Heartbeat(app, victim, 443, 1);
        story.Probe(attacker, victim, 1433, 1434, 3389);
        var from = story.Now.AddSeconds(11);
        story.Hole = (from, from.AddMinutes(50));
        story.Now = from.AddMinutes(52);
        story.Probe(victim, story.Outside(), 21, 990);
        story.AlertOfRefused("Database archive offered to an unknown FTP server");
    }

    static void NoSource(Story story)
    {
        story.Reason = "columns-missing";
        story.MissingColumns.AddRange([Column.Source, Column.SourcePort]);
        var (servers, staff, partner) = (story.Inside(), story.Inside(), story.OutsideNetwork());
        var victim = story.Host(servers);
        story.Accept(staff, victim, AltHttps);
        story.Accept(partner, victim, AltHttps);
        story.Use(story.Hosts(staff, 4), victim, 8443, 14);
        story.Use(story.Hosts(partner, 2), victim, 8443, 9);
        story.Enter(story.Host(partner), victim, 8443);
        story.Alert("Order records changed by a script");
        story.Transfer(1_900_000, 700_000);
    }

    static void UnknownDevice(Story story)
    {
        story.Reason = "rules-do-not-explain";
        story.RulesAreOthers = true;
        var (plant, office) = (story.Inside(), story.Inside());
        var (victim, attacker) = (story.Host(plant), story.Host(office));
        story.Use(story.Hosts(office, 4), victim, 8080, 15);
        story.Enter(attacker, victim, 44818);
        story.Alert("Program download to a controller");
        story.Transfer(330_000, 8_000);
    }

    static void Sweep(Story story)
    {
        var (servers, scanner) = (story.Inside(), story.Outside());
        var target = story.Host(servers);
        story.Accept(null, target, Smtp);
        story.Use(story.Visitors(9), target, 25, 25);
        foreach (var host in story.Hosts(servers, 9)) story.ScannedBy(scanner, host, 445, 3389);
    }

    static void Replication(Story story)
    {
        var (here, there) = (story.Inside(), story.Inside());
        var (first, second) = (story.Host(here), story.Host(there));
        story.Accept(here, second, Postgres, "replication");
        story.Use(first, second, 5432, 28);
        story.Heartbeat(first, second, 5432, 15);
        story.Scanned(second, 6379, 6);
    }
}
