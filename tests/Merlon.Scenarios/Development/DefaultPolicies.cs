using Merlon.Scenarios.Policies;
using Merlon.Scenarios.Telling;
using static Merlon.Scenarios.Telling.WellKnown;

namespace Merlon.Scenarios.Development;

static class DefaultPolicies
{
    public static readonly Variant[] All =
    [
        new(CauseIds.DefaultPolicy, "forgotten-cache", story => Tell(
            story, Redis, Https, "Redis CONFIG SET dir", fromInside: false)),
        new(CauseIds.DefaultPolicy, "screen-sharing", story => Tell(
            story, Vnc, Http, "VNC without authentication", fromInside: false)),
        new(CauseIds.DefaultPolicy, "guest-to-management", story => Tell(
            story, WinRm, Https, "WinRM shell from a guest", fromInside: true)),
        new(CauseIds.DefaultPolicy, "document-store", story => Tell(
            story, Mongo, AltHttps, "listDatabases and dropDatabase", fromInside: false)),
    ];

    static void Tell(Story story, Ports attacked, Ports used, string alert, bool fromInside)
    {
        (story.AcceptsByDefault, story.AcceptsByDefault6) = (!story.Six, story.Six);
        var servers = story.Inside();
        var victim = story.Host(servers);
        var attacker = fromInside ? story.Host(story.Inside()) : story.Outside();
        story.Accept(null, victim, used);
        story.Deny(null, servers, Ssh);
        story.Deny(null, servers, Rdp);
        story.Use(story.Visitors(8), victim, used.Low, 22);
        story.Probe(attacker, victim, 22, 3389);
        story.Enter(attacker, victim, attacked.Low);
        story.Alert(alert);
        story.Transfer(66_000, 410_000_000);
        story.Blame(CauseIds.DefaultPolicy, Change.DropByDefault);
    }
}
