using Merlon.Scenarios.Policies;
using Merlon.Scenarios.Telling;
using static Merlon.Scenarios.Telling.WellKnown;

namespace Merlon.Scenarios.Development;

static class StaleExceptions
{
    public static readonly Variant[] All =
    [
        new(CauseIds.StaleException, "vendor-access", story => Tell(
            story, Ssh, day => $"TEMP vendor access until {day:yyyy-MM-dd}",
            "Shell by a former vendor's address", true)),
        new(CauseIds.StaleException, "migration", story => Tell(
            story, MsSql, day => $"migration, remove after {day:yyyy-MM-dd}",
            "xp_cmdshell in a database session", true)),
        new(CauseIds.StaleException, "guest-event", story => Tell(
            story, AltHttp, day => $"temporary for the open day {day:d MMM yyyy}",
            "Path traversal against the print portal", false)),
        new(CauseIds.StaleException, "expired-ticket", story => Tell(
            story, Rdp, day => $"CHG-1187 expires {day:yyyy-MM-dd}",
            "Remote desktop out of hours", true)),
    ];

    static void Tell(Story story, Ports service, Func<DateTime, string> comment, string alert, bool fromOutside)
    {
        var (servers, staff) = (story.Inside(), story.Inside());
        var origin = fromOutside ? story.OutsideNetwork() : story.Inside();
        var (victim, attacker) = (story.Host(servers), story.Host(origin));
        var ended = story.Start.AddDays(-story.Chance.Between(60, 700));
        var rule = story.Accept(origin, victim, service, comment(ended));
        story.Accept(staff, victim, service);
        story.Use(story.Hosts(staff, 4), victim, service.Low, 16);
        story.Probe(attacker, victim, 21, 5900);
        story.Enter(attacker, victim, service.Low);
        story.Alert(alert);
        story.Transfer(140_000, 77_000_000);
        story.Blame(CauseIds.StaleException, Change.Remove(rule), rule);
        story.Foothold = (servers, victim);
        story.TriesToGetOut(victim, 4444);
    }
}
