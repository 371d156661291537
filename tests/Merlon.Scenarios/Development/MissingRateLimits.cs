using Merlon.Scenarios.Policies;
using Merlon.Scenarios.Telling;
using static Merlon.Scenarios.Telling.WellKnown;

namespace Merlon.Scenarios.Development;

static class MissingRateLimits
{
    public static readonly Variant[] All =
    [
        new(CauseIds.MissingRateLimit, "web-flood", story => Flood(
            story, Https, 180, "HTTP flood: 503 for all clients")),
        new(CauseIds.MissingRateLimit, "resolver-flood", story => Flood(
            story, Dns, 220, "DNS query flood, resolver overloaded")),
        new(CauseIds.MissingRateLimit, "mail-flood", story => Flood(
            story, Smtp, 140, "SMTP connection flood, queue full")),
        new(CauseIds.MissingRateLimit, "guessing-in-vain", Guessing),
    ];

    static void Flood(Story story, Ports service, int times, string alert)
    {
        var (servers, attacker) = (story.Inside(), story.Outside());
        var victim = story.Host(servers);
        var rule = story.Accept(null, victim, service);
        story.Use(story.Visitors(10), victim, service.Low, 28, service.Protocol);
        story.Flood(attacker, victim, service.Low, times, service.Protocol);
        story.Alert(alert);
        story.Blame(CauseIds.MissingRateLimit, Change.Limit(rule, "30/hour"), rule);
    }

    static void Guessing(Story story)
    {
        var (servers, attacker) = (story.Inside(), story.Outside());
        var victim = story.Host(servers);
        var rule = story.Accept(null, victim, Submission, "mail submission");
        story.Use(story.Visitors(8), victim, 587, 20);
        story.Guess(attacker, victim, 587, 90, 1, ["anna", "info", "office", "admin"], works: false);
        story.Alert("Accounts locked by failed logins");
        story.Blame(CauseIds.MissingRateLimit, Change.Limit(rule, "20/hour"), rule);
    }
}
