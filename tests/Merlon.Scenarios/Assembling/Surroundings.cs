using Merlon.Scenarios.Policies;
using Merlon.Scenarios.Telling;

namespace Merlon.Scenarios.Assembling;

/// <summary>What a site has around an incident: a web server, resolvers, monitoring, administration, scans.</summary>
static class Surroundings
{
    /// <summary>Ports that nobody has any business with, refused first of all.</summary>
    static readonly int[] ScannedPorts = [23, 2323, 5555, 7547];

    /// <returns>Rules to go first, and rules that may stand anywhere.</returns>
    public static (List<Rule> First, List<Rule> Others) Around(Story story)
    {
        var chance = story.Chance;
        List<Rule> first = [.. ScannedPorts.Take(chance.Between(1, 4)).Select(port => Denied(port))];
        var (servers, clients) = (story.Inside(false), story.Inside(false));
        var (web, monitor, resolver) = (story.Host(servers), story.Host(clients), story.Host(servers));
        var admin = story.Host(clients);
        List<Rule> others =
        [
            new() { Destination = web.Alone(), Ports = WellKnown.Https, Comment = Said(chance, "public web site") },
            new() { Source = monitor.Alone(), Destination = servers, Ports = WellKnown.AltHttps },
            new() { Source = clients, Destination = resolver.Alone(), Ports = WellKnown.Dns },
            new() { Source = admin.Alone(), Destination = web.Alone(), Ports = WellKnown.Ssh },
        ];

        var visitors = new System.Net.IPAddress[chance.Between(8, 25)];
        for (var at = 0; at < visitors.Length; at++) visitors[at] = story.Outside(false);
        story.Use(visitors, web, 443, chance.Between(25, 60));
        story.Use(story.Hosts(clients, 6), resolver, 53, chance.Between(10, 25), "udp");
        if (chance.In(30))
            story.Noted(story.Host(clients), resolver, 53, "udp", "ET INFO Observed DNS Query to .biz TLD");
        story.Heartbeat(monitor, web, 8443, 10);
        story.HonestLogin(admin, web, 22, chance.Pick("operator", "kim", "deploy", "anna"));
        for (var at = 0; at < first.Count; at++) story.Scanned(web, ScannedPorts[at], chance.Between(2, 8));
        if (!story.AcceptsByDefault)
        {
            story.Scanned(web, chance.Pick(22, 445, 3389, 1433, 6379), chance.Between(2, 8));
            story.Scanned(resolver, chance.Pick(22, 80, 8080, 5900), chance.Between(1, 5));
        }

        // Wide, and met by nothing that was logged: the widest rule is seldom the one at fault.
        for (var at = chance.Between(1, 3); at > 0; at--) others.Add(Decoy(story));
        return (first, others);
    }

    static Rule Denied(int port) => new() { Ports = Ports.Tcp(port), Accepts = false };

    static Rule Decoy(Story story) => story.Chance.Below(3) switch
    {
        0 => new() { Destination = story.Inside(false) },
        1 => new()
        {
            Destination = story.Host(story.Inside(false)).Alone(),
            Ports = WellKnown.Rdp,
            Comment = Said(story.Chance, $"temporary, until {story.Start.AddDays(-90):yyyy-MM-dd}"),
        },
        _ => new() { Source = story.Inside(false), Destination = story.Inside(false) },
    };

    static string? Said(Chance chance, string comment) => chance.In(50) ? comment : null;
}
