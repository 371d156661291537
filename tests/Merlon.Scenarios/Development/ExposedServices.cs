using Merlon.Scenarios.Policies;
using Merlon.Scenarios.Telling;
using static Merlon.Scenarios.Telling.WellKnown;

namespace Merlon.Scenarios.Development;

static class ExposedServices
{
    public static readonly Variant[] All =
    [
        new(CauseIds.ExposedService, "ssh-stolen-key", SshStolenKey),
        new(CauseIds.ExposedService, "rdp-of-a-network", story => Open(story, Rdp, true, "remote support",
            "ET EXPLOIT RDP session from an unknown workstation", 48_300_000)),
        new(CauseIds.ExposedService, "database", story => Open(story, Postgres, false, null,
            "COPY FROM PROGRAM in a PostgreSQL session", 912_400_000)),
        new(CauseIds.ExposedService, "file-share", story => Open(story, Smb, false, "file server",
            "SMB remote service creation", 12_800_000)),
    ];

    static void SshStolenKey(Story story)
    {
        var (servers, admins, attacker) = (story.Inside(), story.Inside(), story.Outside());
        var victim = story.Host(servers);
        var rule = story.Accept(null, victim, Ssh, "ssh");
        story.Use(story.Hosts(admins, 2), victim, 22, 9);
        story.Probe(attacker, victim, 80, 3306);
        story.Enter(attacker, victim, 22);
        story.LoggedIn("backup");
        story.Alert("SSH login from a country never seen before");
        story.Transfer(91_000, 640_000_000);
        story.Blame(CauseIds.ExposedService, Change.Replace(rule, rule with { Source = admins }), rule);
        story.Foothold = (servers, victim);
        story.TriesToGetOut(victim, 4444, 8081);
    }

    static void Open(Story story, Ports service, bool wholeNetwork, string? comment, string alert, long taken)
    {
        var (servers, admins, attacker) = (story.Inside(), story.Inside(), story.Outside());
        var victim = story.Host(servers);
        var rule = wholeNetwork ? story.Accept(null, servers, service, comment)
            : story.Accept(null, victim, service, comment);
        story.Use(story.Hosts(admins, 3), victim, service.Low, 14);
        story.Probe(attacker, victim, 21, 8000, 9090);
        story.Enter(attacker, victim, service.Low);
        story.Alert(alert);
        story.Transfer(210_000, taken);
        story.Blame(CauseIds.ExposedService, Change.Replace(rule, rule with { Source = admins }), rule);
        story.Foothold = (servers, victim);
        story.TriesToGetOut(victim, 4444);
    }
}
