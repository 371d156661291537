using System.Net;
using Merlon.Scenarios.Policies;
using Merlon.Scenarios.Telling;
using static Merlon.Scenarios.Telling.WellKnown;

namespace Merlon.Scenarios.Development;

static class MissingEgressRules
{
    public static readonly Variant[] All =
    [
        new(CauseIds.MissingEgressRule, "beacon", Beacon),
        new(CauseIds.MissingEgressRule, "exfiltration", Exfiltration),
        new(CauseIds.MissingEgressRule, "tunnel-in-dns", Tunnel),
        new(CauseIds.MissingEgressRule, "by-policy", ByPolicy),
    ];

    static void Beacon(Story story)
    {
        var (network, host, rule, known) = AnyOut(story, Ports.AllTcp, "outbound");
        var controller = story.Outside();
        for (var at = 0; at < 8; at++)
        {
            story.Enter(host, controller, 443, seconds: 60);
            if (at == 1) story.Alert("Beacon of Cobalt Strike to a new destination");
            story.Transfer(1_900, 640);
        }

        Blame(story, network, rule, known);
    }

    static void Exfiltration(Story story)
    {
        var (network, host, rule, known) = AnyOut(story, Ports.Any, null);
        var drop = story.Outside();
        story.Enter(host, drop, 22);
        story.Alert("Large upload by SFTP to an address never seen");
        story.Transfer(8_800_000_000, 910_000);
        Blame(story, network, rule, known);
    }

    static void Tunnel(Story story)
    {
        var (network, host, rule, known) = AnyOut(story, Ports.Any, "internet access");
        var resolver = story.Outside();
        for (var at = 0; at < 12; at++)
        {
            story.Enter(host, resolver, 53, "udp", seconds: 5);
            if (at == 3) story.Alert("DNS tunnel: long TXT queries to a foreign resolver");
            story.Transfer(98_000, 120_000);
        }

        Blame(story, network, rule, known);
    }

    // Combined with others, a policy that accepts would excuse their rules too; then a rule lets it out.
    static void ByPolicy(Story story)
    {
        if (story.IsCombined)
        {
            Exfiltration(story);
            return;
        }

        (story.AcceptsByDefault, story.AcceptsByDefault6) = (!story.Six, story.Six);
        var (network, host) = story.Taken();
        var (update, drop) = (story.Outside(), story.Outside());
        story.Accept(network, update, Https, "updates");
        story.Use(story.Hosts(network, 4), update, 443, 20);
        story.Enter(host, drop, 8443);
        story.Alert("Archive upload to a paste site");
        story.Transfer(3_100_000_000, 500_000);
        story.Blame(CauseIds.MissingEgressRule, Change.DropByDefault);
    }

    static (IPNetwork, IPAddress, Rule, IPAddress[]) AnyOut(Story story, Ports ports, string? comment)
    {
        var (network, host) = story.Taken();
        var known = story.Visitors(3);
        var rule = story.AcceptOut(network, ports, comment);
        foreach (var destination in known) story.Use([.. story.Hosts(network, 3), host], destination, 443, 9);
        return (network, host, rule, known);
    }

    static void Blame(Story story, IPNetwork network, Rule rule, IPAddress[] known)
    {
        Rule Only(IPAddress to) => new() { Source = network, Destination = to.Alone(), Ports = Https };
        story.Blame(CauseIds.MissingEgressRule, Change.Replace(rule, [.. known.Select(Only)]), rule);
    }
}
