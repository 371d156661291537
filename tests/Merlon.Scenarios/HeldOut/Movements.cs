using Merlon.Scenarios.Policies;
using Merlon.Scenarios.Telling;
using static Merlon.Scenarios.Telling.WellKnown;

namespace Merlon.Scenarios.HeldOut;

/// <summary>Further in, and out.</summary>
static class Movements
{
    public static readonly Variant[] All =
    [
        new(CauseIds.MissingSegmentation, "spreading-worm", Worm, isHeldOut: true),
        new(CauseIds.MissingSegmentation, "to-the-backup", ToBackup, isHeldOut: true),
        new(CauseIds.MissingEgressRule, "small-uploads", SmallUploads, isHeldOut: true),
        new(CauseIds.MissingEgressRule, "mining", Mining, isHeldOut: true),
    ];

    static void Worm(Story story)
    {
        var (network, host) = story.Taken();
        var other = story.Inside();
        var printer = story.Host(other);
        var rule = story.Accept(network, other, Ports.AllTcp, "LAN");
        story.Use(story.Hosts(network, 5), printer, 631, 18);
        foreach (var victim in story.Hosts(other, 6))
        {
            story.Enter(host, victim, 135);
            story.Enter(host, victim, 49_700);
            story.Transfer(1_400_000, 21_000);
            story.Foothold = (other, victim);
        }

        story.Alert("The same service created on many hosts");
        var narrow = rule with { Destination = printer.Alone(), Ports = Ports.Tcp(631) };
        story.Blame(CauseIds.MissingSegmentation, Change.Replace(rule, narrow), rule);
        story.TriesToGetOut(host, 8333);
    }

    static void ToBackup(Story story)
    {
        var (network, host) = story.Taken();
        var other = story.Inside();
        var (time, victim) = (story.Host(other), story.Host(other));
        var rule = story.Accept(network, other, Ports.Any);
        story.Use(story.Hosts(network, 6), time, 123, 20, "udp");
        story.Enter(host, victim, 9392);
        story.Transfer(90_000, 4_000);
        story.Alert("Deletion of restore points");
        story.Foothold = (other, victim);
        var narrow = rule with { Destination = time.Alone(), Ports = Ntp };
        story.Blame(CauseIds.MissingSegmentation, Change.Replace(rule, narrow), rule);
        story.TriesToGetOut(host, 4444, 5555);
    }

    static void SmallUploads(Story story)
    {
        var (network, host) = story.Taken();
        var (mirror, drop) = (story.Outside(), story.Outside());
        var rule = story.AcceptOut(network, Ports.Tcp(1, 1024), "web and updates");
        story.Use([.. story.Hosts(network, 4), host], mirror, 80, 26);
        for (var at = 0; at < 9; at++)
        {
            story.Enter(host, drop, 443, seconds: 200);
            story.Transfer(24_000_000, 2_000);
        }

        story.Alert("Sum of uploads to one new address over the threshold");
        var narrow = rule with { Destination = mirror.Alone(), Ports = Http };
        story.Blame(CauseIds.MissingEgressRule, Change.Replace(rule, narrow), rule);
    }

    static void Mining(Story story)
    {
        var (network, host) = story.Taken();
        var (license, pool) = (story.Outside(), story.Outside());
        var rule = story.AcceptOut(network, Ports.Any, "outgoing");
        story.Use(story.Hosts(network, 4), license, 27_000, 17);
        story.Enter(host, pool, 3333);
        story.Alert("Stratum subscribe to a mining pool");
        story.Transfer(700_000, 950_000);
        story.Enter(host, pool, 3333, seconds: 900);
        story.Transfer(710_000, 930_000);
        var narrow = rule with { Destination = license.Alone(), Ports = Ports.Tcp(27_000) };
        story.Blame(CauseIds.MissingEgressRule, Change.Replace(rule, narrow), rule);
    }
}
