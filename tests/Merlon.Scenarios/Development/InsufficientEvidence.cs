using Merlon.Scenarios.Logs;
using Merlon.Scenarios.Telling;
using static Merlon.Scenarios.Telling.WellKnown;

namespace Merlon.Scenarios.Development;

static class InsufficientEvidence
{
    public static readonly Variant[] All =
    [
        new(CauseIds.InsufficientEvidence, "rules-of-another-firewall", OtherRules),
        new(CauseIds.InsufficientEvidence, "no-destination-column", NoDestination),
        new(CauseIds.InsufficientEvidence, "only-refusals-logged", OnlyRefusals),
    ];

    static void OtherRules(Story story)
    {
        story.Reason = "rules-do-not-explain";
        story.RulesAreOthers = true;
        var (servers, attacker) = (story.Inside(), story.Outside());
        var victim = story.Host(servers);
        story.Use(story.Visitors(6), victim, 443, 14);
        story.Probe(attacker, victim, 21);
        story.Enter(attacker, victim, 3389);
        story.Alert("Remote desktop from an unknown workstation");
        story.Transfer(300_000, 91_000_000);
    }

    static void NoDestination(Story story)
    {
        story.Reason = "columns-missing";
        story.MissingColumns.AddRange([Column.Destination, Column.DestinationPort]);
        var (servers, attacker) = (story.Inside(), story.Outside());
        var (web, mail) = (story.Host(servers), story.Host(servers));
        story.Accept(null, web, Https);
        story.Accept(null, mail, Smtp);
        story.Accept(null, mail, Ssh, "mail administration");
        story.Use(story.Visitors(9), web, 443, 20);
        story.Use(story.Visitors(5), mail, 25, 12);
        story.Enter(attacker, mail, 22);
        story.Alert("Shell commands in a session");
        story.Transfer(70_000, 64_000_000);
    }

    static void OnlyRefusals(Story story)
    {
        story.Reason = "only-refusals";
        story.OnlyRefusalsLogged = true;
        var (servers, attacker) = (story.Inside(), story.Outside());
        var victim = story.Host(servers);
        story.Accept(null, victim, Https);
        story.Accept(story.Inside(), servers, Ssh);
        story.Use(story.Visitors(6), victim, 443, 14);
        story.Probe(attacker, victim, 22, 3306, 8080);
        story.Wait(4);
        story.Probe(victim, story.Outside(), 4444, 4444);
        story.AlertOfRefused("Reverse shell attempt by a server");
    }
}
