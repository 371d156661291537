using Merlon.Scenarios.Policies;
using Merlon.Scenarios.Telling;
using static Merlon.Scenarios.Telling.WellKnown;

namespace Merlon.Scenarios.HeldOut;

/// <summary>Rules in the wrong order, and what no rule decides.</summary>
static class Orders
{
    public static readonly Variant[] All =
    [
        new(CauseIds.ShadowedDeny, "no-management-from-guests", Guests, isHeldOut: true),
        new(CauseIds.ShadowedDeny, "sanctioned-range-of-mail", Mail, isHeldOut: true),
        new(CauseIds.RuleOrder, "application-before-lockdown", Lockdown, isHeldOut: true),
        new(CauseIds.RuleOrder, "backup-before-no-cross-talk", CrossTalk, isHeldOut: true),
        new(CauseIds.DefaultPolicy, "unlisted-interface", Unlisted, isHeldOut: true),
        new(CauseIds.DefaultPolicy, "branch-to-branch", Branch, isHeldOut: true),
    ];

    static void Guests(Story story)
    {
        var (guests, devices) = (story.Inside(), story.Inside());
        var (attacker, victim) = (story.Host(guests), story.Host(devices));
        var accept = story.Accept(guests, devices, Ports.Any, "screens in meeting rooms");
        story.Deny(null, devices, Rdp);
        var deny = story.Deny(guests, devices, Ssh, "not the consoles");
        story.Use(story.Hosts(guests, 4), victim, 7000, 21);
        story.Enter(attacker, victim, 22);
        story.LoggedIn("pi");
        story.Alert("Console login on a meeting room screen");
        story.Transfer(3_000, 9_000);
        story.Blame(CauseIds.ShadowedDeny, Change.MoveBefore(accept, deny), accept, deny);
        story.Foothold = (devices, victim);
        story.TriesToGetOut(victim, 5555);
    }

    static void Mail(Story story)
    {
        var (relays, sanctioned) = (story.Inside(), story.OutsideNetwork());
        var (first, second) = (story.Host(relays), story.Host(relays));
        var accept = story.Accept(null, relays, Smtp, "inbound mail");
        var deny = story.Deny(sanctioned, relays, Smtp);
        story.Use(story.Visitors(12), first, 25, 24);
        story.Use(story.Visitors(6), second, 25, 12);
        foreach (var attacker in story.Hosts(sanctioned, 3))
        {
            story.Enter(attacker, second, 25);
            story.Transfer(880_000, 4_000);
            story.Alert("Mail with a macro dropper");
        }

        story.Blame(CauseIds.ShadowedDeny, Change.MoveBefore(accept, deny), accept, deny);
        story.Foothold = (relays, second);
        story.TriesToGetOut(second, 8080);
    }

    static void Lockdown(Story story)
    {
        var (apps, attacker) = (story.Inside(), story.Outside());
        var (portal, victim) = (story.Host(apps), story.Host(apps));
        var accept = story.Accept(null, apps, Ports.Tcp(443, 8443), "applications");
        var deny = story.Deny(null, victim.Alone(), Ports.Tcp(1024, 65535), "only 443 here");
        story.Use(story.Visitors(9), portal, 8443, 16);
        story.Use(story.Visitors(9), victim, 443, 16);
        story.Probe(attacker, victim, 9000, 9001);
        story.Enter(attacker, victim, 8081);
        story.Alert("Deserialization payload to an administration port");
        story.Transfer(520_000, 71_000);
        story.Blame(CauseIds.RuleOrder, Change.MoveBefore(accept, deny), accept, deny);
        story.Foothold = (apps, victim);
        story.TriesToGetOut(victim, 7777);
    }

    static void CrossTalk(Story story)
    {
        var (plant, backup) = (story.Inside(), story.Inside());
        var (vault, attacker) = (story.Host(backup), story.Host(plant));
        var victim = story.Host(backup);
        var accept = story.Accept(plant, backup, Ports.Tcp(9000, 10100), "backup agents");
        var deny = story.Deny(attacker.Alone(), null, Ports.Any, "isolated after an alarm");
        story.Use(story.Hosts(plant, 5), vault, 9102, 20);
        story.Probe(attacker, victim, 22, 445);
        story.Enter(attacker, victim, 10000);
        story.Transfer(40_000, 3_300_000_000);
        story.Alert("NDMP restore of a whole volume");
        story.Blame(CauseIds.RuleOrder, Change.MoveBefore(accept, deny), accept, deny);
        story.Foothold = (backup, victim);
        story.TriesToGetOut(victim, 4443);
    }

    static void Unlisted(Story story)
    {
        (story.AcceptsByDefault, story.AcceptsByDefault6) = (!story.Six, story.Six);
        var (network, attacker) = (story.Inside(), story.Outside());
        var (listed, victim) = (story.Host(network), story.Host(network));
        story.Accept(null, listed, Https, "published");
        story.Deny(null, listed.Alone(), Ports.Any);
        story.Use(story.Visitors(10), listed, 443, 24);
        story.Probe(attacker, listed, 22, 623, 5900);
        story.Enter(attacker, victim, 623, "udp");
        story.Alert("IPMI cipher 0 authentication bypass");
        story.Transfer(4_000, 6_000);
        story.Enter(attacker, victim, 5900);
        story.Transfer(120_000, 9_100_000);
        story.Blame(CauseIds.DefaultPolicy, Change.DropByDefault);
    }

    static void Branch(Story story)
    {
        (story.AcceptsByDefault, story.AcceptsByDefault6) = (!story.Six, story.Six);
        var (branch, centre) = (story.Inside(), story.Inside());
        var (attacker, service, victim) = (story.Host(branch), story.Host(centre), story.Host(centre));
        story.Accept(branch, service, AltHttps, "cash desks");
        story.Deny(branch, centre, Smb);
        story.Use(story.Hosts(branch, 6), service, 8443, 26);
        story.Probe(attacker, victim, 445, 445);
        story.Enter(attacker, victim, 1521);
        story.Transfer(33_000, 780_000_000);
        story.Alert("Card numbers selected by a cash desk");
        story.Blame(CauseIds.DefaultPolicy, Change.DropByDefault);
    }
}
