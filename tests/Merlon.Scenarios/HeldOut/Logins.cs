using Merlon.Scenarios.Policies;
using Merlon.Scenarios.Telling;
using static Merlon.Scenarios.Telling.WellKnown;

namespace Merlon.Scenarios.HeldOut;

/// <summary>Guessing and volume.</summary>
static class Logins
{
    public static readonly Variant[] All =
    [
        new(CauseIds.CredentialGuessing, "many-accounts-few-passwords", Spray, isHeldOut: true),
        new(CauseIds.CredentialGuessing, "second-host-at-once", SecondHost, isHeldOut: true),
        new(CauseIds.MissingRateLimit, "inside-source", InsideSource, isHeldOut: true),
        new(CauseIds.MissingRateLimit, "signalling", Signalling, isHeldOut: true),
    ];

    static void Spray(Story story)
    {
        var (edge, attacker) = (story.Inside(), story.Outside());
        var portal = story.Host(edge);
        var rule = story.Accept(null, portal, Ports.Tcp(10443), "remote work");
        var people = story.Visitors(9);
        story.Use(people, portal, 10443, 18);
        foreach (var person in people.Take(4)) story.HonestLogin(person, portal, 10443, "user122");
        string[] users = ["akin", "berg", "costa", "dahl", "egan", "fox", "gall", "haas", "ito", "jung", "lund"];
        story.Guess(attacker, portal, 10443, 36, 40, users, works: true, worksFor: "ito");
        story.Transfer(9_000_000, 410_000_000);
        story.Blame(CauseIds.CredentialGuessing, Change.Limit(rule, "10/day"), rule);
        story.Foothold = (edge, portal);
        story.TriesToGetOut(portal, 4433);
    }

    static void SecondHost(Story story)
    {
        var (servers, jump) = (story.Inside(), story.Inside());
        var (first, second, attacker) = (story.Host(servers), story.Host(servers), story.Host(jump));
        var rule = story.Accept(jump, servers, Ssh, "from the jump hosts");
        var others = story.Hosts(jump, 3);
        foreach (var other in others) story.HonestLogin(other, first, 22, "ops");
        foreach (var other in others) story.HonestLogin(other, second, 22, "ops");
        story.Guess(attacker, first, 22, 26, 4, ["oracle", "postgres", "test"], works: false);
        story.Guess(attacker, second, 22, 14, 4, ["oracle", "postgres", "test"], works: true, worksFor: "test");
        story.Transfer(2_000, 61_000_000);
        story.Blame(CauseIds.CredentialGuessing, Change.Limit(rule, "10/day"), rule);
        story.Foothold = (servers, second);
        story.TriesToGetOut(second, 31337);
    }

    static void InsideSource(Story story)
    {
        var (servers, devices) = (story.Inside(), story.Inside());
        var (victim, attacker) = (story.Host(servers), story.Host(devices));
        var rule = story.Accept(devices, victim, Ports.Tcp(1883), "sensors");
        story.Use(story.Hosts(devices, 9), victim, 1883, 27);
        story.Flood(attacker, victim, 1883, 200);
        story.Alert("Broker out of connections, sensors disconnected");
        story.Blame(CauseIds.MissingRateLimit, Change.Limit(rule, "30/hour"), rule);
    }

    static void Signalling(Story story)
    {
        var (edge, attacker) = (story.Inside(), story.Outside());
        var victim = story.Host(edge);
        var rule = story.Accept(null, victim, Ports.Udp(5060));
        story.Use(story.Visitors(10), victim, 5060, 25, "udp");
        story.Probe(attacker, victim, 5038);
        story.Flood(attacker, victim, 5060, 160, "udp");
        story.Alert("REGISTER flood, calls dropped");
        story.Blame(CauseIds.MissingRateLimit, Change.Limit(rule, "20/hour"), rule);
    }
}
