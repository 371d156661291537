using Merlon.Scenarios.Policies;
using Merlon.Scenarios.Telling;
using static Merlon.Scenarios.Telling.WellKnown;

namespace Merlon.Scenarios.Development;

static class MissingSegmentations
{
    public static readonly Variant[] All =
    [
        new(CauseIds.MissingSegmentation, "office-to-servers", story => Tell(
            story, "office", Https, Smb, "PsExec from a workstation", 1)),
        new(CauseIds.MissingSegmentation, "servers-to-databases", story => Tell(
            story, null, Postgres, Ssh, "SSH from a web server to a database host", 1)),
        new(CauseIds.MissingSegmentation, "to-production-plant", story => Tell(
            story, "maintenance", AltHttps, Ports.Tcp(502), "Modbus write from an office address", 3)),
        new(CauseIds.MissingSegmentation, "remote-desktop-hopping", story => Tell(
            story, "internal", Https, Rdp, "RDP from a server to a server at night", 2)),
    ];

    static void Tell(Story story, string? comment, Ports used, Ports attacked, string alert, int victims)
    {
        var (network, host) = story.Taken();
        var other = story.Inside();
        var service = story.Host(other);
        var rule = story.Accept(network, other, Ports.Any, comment);
        story.Use(story.Hosts(network, 5), service, used.Low, 20);
        for (var at = 0; at < victims; at++)
        {
            var victim = story.Host(other);
            story.Enter(host, victim, attacked.Low);
            story.Alert(alert);
            story.Transfer(5_400_000, 22_000_000);
            story.Foothold = (other, victim);
        }

        var narrow = rule with { Destination = service.Alone(), Ports = used };
        story.Blame(CauseIds.MissingSegmentation, Change.Replace(rule, narrow), rule);
        story.TriesToGetOut(host, 4444);
    }
}
