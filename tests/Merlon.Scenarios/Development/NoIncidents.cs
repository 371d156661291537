using Merlon.Scenarios.Telling;
using static Merlon.Scenarios.Telling.WellKnown;

namespace Merlon.Scenarios.Development;

static class NoIncidents
{
    public static readonly Variant[] All =
    [
        new(CauseIds.NoIncident, "port-scan-refused", PortScan),
        new(CauseIds.NoIncident, "nightly-backup", Backup),
        new(CauseIds.NoIncident, "forgotten-password", ForgottenPassword),
        new(CauseIds.NoIncident, "quiet-day", QuietDay),
    ];

    static void PortScan(Story story)
    {
        var (servers, scanner) = (story.Inside(), story.Outside());
        var target = story.Host(servers);
        story.Accept(null, target, Https);
        story.Use(story.Visitors(7), target, 443, 20);
        story.ScannedBy(scanner, target, 21, 22, 25, 110, 139, 445, 1433, 3306, 3389, 5432, 5900, 6379, 8080);
    }

    static void Backup(Story story)
    {
        var (servers, storage) = (story.Inside(), story.Inside());
        var vault = story.Host(storage);
        story.Accept(servers, vault, Ssh, "nightly backup");
        story.Use(story.Hosts(servers, 6), vault, 22, 24);
        story.Scanned(vault, 8080, 5);
    }

    static void ForgottenPassword(Story story)
    {
        var (servers, staff) = (story.Inside(), story.Inside());
        var host = story.Host(servers);
        story.Accept(staff, host, Ssh);
        foreach (var person in story.Hosts(staff, 6)) story.HonestLogin(person, host, 22, "user110");
        story.Scanned(host, 3389, 4);
    }

    static void QuietDay(Story story)
    {
        var (servers, partner) = (story.Inside(), story.OutsideNetwork());
        var host = story.Host(servers);
        story.Accept(partner, host, AltHttps);
        story.Use(story.Hosts(partner, 3), host, 8443, 30);
    }
}
