using Merlon.Scenarios.Policies;
using Merlon.Scenarios.Telling;
using static Merlon.Scenarios.Telling.WellKnown;

namespace Merlon.Scenarios.Development;

/// <summary>The logs have nothing at all for the time in which it must have happened.</summary>
static class LogGaps
{
    public static readonly Variant[] All =
    [
        new(CauseIds.InsufficientEvidence, "log-gap-web", story => Tell(story, Https, 20, 6667)),
        new(CauseIds.InsufficientEvidence, "log-gap-mail", story => Tell(story, Smtp, 35, 4444)),
    ];

    static void Tell(Story story, Ports service, int minutes, int outward)
    {
        story.Reason = "log-gap";
        var (servers, attacker, monitor) = (story.Inside(), story.Outside(), story.Inside());
        var (victim, watcher) = (story.Host(servers), story.Host(monitor));
        story.Accept(null, victim, service);
        story.Accept(monitor, victim, AltHttps, "health checks");
        story.Use(story.Visitors(9), victim, service.Low, 40);
        story.Heartbeat(watcher, victim, 8443, 1);
        story.Probe(attacker, victim, 22, 445, 3306, 8080);
        var from = story.Now.AddSeconds(20);
        story.Hole = (from, from.AddMinutes(minutes));
        story.Now = from.AddMinutes(minutes + 1);
        var controller = story.Outside();
        story.Probe(victim, controller, outward, outward, outward);
        story.AlertOfRefused("Outbound call of malware by a server");
    }
}
