using Merlon.Scenarios.Policies;
using Merlon.Scenarios.Telling;
using static Merlon.Scenarios.Telling.WellKnown;

namespace Merlon.Scenarios.HeldOut;

/// <summary>Rules that admit too much: over-permissive, exposed, stale.</summary>
static class Openings
{
    public static readonly Variant[] All =
    [
        new(CauseIds.OverPermissiveRule, "one-to-many", OneToMany, isHeldOut: true),
        new(CauseIds.OverPermissiveRule, "udp-too", AnyProtocol, isHeldOut: true),
        new(CauseIds.ExposedService, "remote-management", RemoteManagement, isHeldOut: true),
        new(CauseIds.ExposedService, "cache-of-three-hosts", ThreeHosts, isHeldOut: true),
        new(CauseIds.StaleException, "pilot-project", Pilot, isHeldOut: true),
        new(CauseIds.StaleException, "auditors", Auditors, isHeldOut: true),
    ];

    static void OneToMany(Story story)
    {
        var (devices, handhelds) = (story.Inside(), story.Inside());
        var (printer, victim, attacker) = (story.Host(devices), story.Host(devices), story.Host(handhelds));
        var rule = story.Accept(handhelds, devices, Ports.Tcp(515, 9100), "printing");
        story.Use(story.Hosts(handhelds, 6), printer, 9100, 24);
        story.Probe(attacker, victim, 80, 443);
        story.Enter(attacker, victim, 8291);
        story.Alert("Router management protocol from a handheld");
        story.Transfer(44_000, 1_200_000);
        var narrow = rule with { Destination = printer.Alone(), Ports = Ports.Tcp(9100) };
        story.Blame(CauseIds.OverPermissiveRule, Change.Replace(rule, narrow), rule);
        story.Foothold = (devices, victim);
        story.TriesToGetOut(victim, 5223);
    }

    static void AnyProtocol(Story story)
    {
        var (edge, attacker) = (story.Inside(), story.Outside());
        var victim = story.Host(edge);
        var rule = story.Accept(null, victim, Ports.Any, "voice gateway");
        story.Use(story.Visitors(11), victim, 5061, 25);
        story.Enter(attacker, victim, 161, "udp");
        story.Alert("SNMP walk with community 'private'");
        story.Transfer(9_000, 640_000);
        story.Enter(attacker, victim, 830);
        story.Alert("NETCONF session that rewrote dial plans");
        story.Transfer(210_000, 90_000);
        story.Blame(CauseIds.OverPermissiveRule, Change.Replace(rule, rule with { Ports = Ports.Tcp(5061) }), rule);
        story.Foothold = (edge, victim);
        story.TriesToGetOut(victim, 1337, 1338);
    }

    static void RemoteManagement(Story story)
    {
        var (servers, support, attacker) = (story.Inside(), story.OutsideNetwork(), story.Outside());
        var victim = story.Host(servers);
        story.Accept(null, victim, Https);
        var rule = story.Accept(null, victim, Ports.Tcp(5985, 5986));
        story.Use(story.Visitors(6), victim, 443, 12);
        story.Use(story.Hosts(support, 2), victim, 5986, 10);
        story.Probe(attacker, victim, 135, 139, 445);
        for (var at = 0; at < 3; at++)
        {
            story.Enter(attacker, victim, 5986, seconds: 240);
            story.Transfer(15_000, 32_000);
        }

        story.Alert("Encoded PowerShell over remote management");
        story.Blame(CauseIds.ExposedService, Change.Replace(rule, rule with { Source = support }), rule);
        story.Foothold = (servers, victim);
        story.TriesToGetOut(victim, 8443);
    }

    static void ThreeHosts(Story story)
    {
        var (caches, apps, attacker) = (story.Inside(), story.Inside(), story.Outside());
        var hosts = story.Hosts(caches, 3);
        var rule = story.Accept(null, caches, Redis);
        foreach (var host in hosts) story.Use(story.Hosts(apps, 2), host, 6379, 8);
        foreach (var host in hosts)
        {
            story.Probe(attacker, host, 6380);
            story.Enter(attacker, host, 6379);
            story.Transfer(2_000, 17_000_000);
        }

        story.Alert("SLAVEOF and MODULE LOAD by an unknown client");
        story.Blame(CauseIds.ExposedService, Change.Replace(rule, rule with { Source = apps }), rule);
        story.Foothold = (caches, hosts[2]);
        story.TriesToGetOut(hosts[2], 14444);
    }

    static void Pilot(Story story)
    {
        var (lab, cloud) = (story.Inside(), story.OutsideNetwork());
        var (victim, attacker) = (story.Host(lab), story.Host(cloud));
        var over = story.Start.AddDays(-story.Chance.Between(100, 900));
        var staff = story.Inside();
        story.Accept(staff, lab, Ports.Tcp(8888));
        var rule = story.Accept(cloud, lab, Ports.Tcp(8000, 9000), $"pilot (valid to {over:yyyy-MM-dd})");
        story.Use(story.Hosts(staff, 5), victim, 8888, 18);
        story.Probe(attacker, victim, 22);
        story.Enter(attacker, victim, 8888);
        story.Alert("Notebook terminal opened and a miner started");
        story.Transfer(7_700_000, 120_000);
        story.Blame(CauseIds.StaleException, Change.Remove(rule), rule);
        story.Foothold = (lab, victim);
        story.TriesToGetOut(victim, 3333, 3333);
    }

    static void Auditors(Story story)
    {
        var (files, visitors) = (story.Inside(), story.Inside());
        var (victim, attacker) = (story.Host(files), story.Host(visitors));
        var over = story.Start.AddDays(-story.Chance.Between(200, 800));
        var rule = story.Accept(attacker.Alone(), victim, Smb, $"auditors' laptop, delete {over:d MMMM yyyy}");
        var staff = story.Inside();
        story.Accept(staff, files, Smb);
        story.Use(story.Hosts(staff, 5), victim, 445, 22);
        story.Enter(attacker, victim, 445);
        story.Transfer(600_000, 7_900_000_000);
        story.Alert("Whole share copied in one session");
        story.Blame(CauseIds.StaleException, Change.Remove(rule), rule);
        story.Foothold = (files, victim);
        story.TriesToGetOut(victim, 21);
    }
}
