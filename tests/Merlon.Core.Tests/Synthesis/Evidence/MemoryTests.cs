using Merlon.Net;

namespace Merlon.Synthesis.Evidence;

/// <summary>What is remembered of the traffic, and that it stays within bounds.</summary>
public class MemoryTests
{
    static readonly Ip Server = Ip.Parse("192.0.2.1");

    [Fact]
    public void Those_that_were_not_met_for_longest_are_forgotten_and_counted()
    {
        var recent = new Recent<int, int>(capacity: 100);
        for (var key = 0; key < 1_000; key++)
        {
            recent.Of(key, out var isNew) = key;
            Assert.True(isNew);
            recent.Of(-1, out isNew) = -1;
            Assert.Equal(key == 0, isNew);
        }

        Assert.InRange(recent.Count, 100, 200);
        Assert.True(recent.TryFind(-1, out var kept) && kept == -1);   // it was met all the time
        Assert.True(recent.TryFind(999, out var last) && last == 999);
        Assert.False(recent.TryFind(0, out _));
        Assert.Equal(1_001 - recent.Count, recent.Shed);
    }

    [Fact]
    public void Many_alerts_are_told_from_bad_luck_and_a_few_among_many_senders_are_not()
    {
        const double falseAlerts = 0.01;
        var senders = new Senders(1_000);
        for (var sender = 1UL; sender <= 300; sender++)
            senders.See(sender, Given.Noon, sender <= 3, isVisit: false, isProven: false, falseAlerts);
        for (var i = 0; i < 5; i++) senders.See(1_000, Given.Noon, true, false, false, falseAlerts);

        Assert.True(senders.ShareOfMistakes(senders.Of(1), falseAlerts) > 0.5);      // three of three hundred
        Assert.True(senders.ShareOfMistakes(senders.Of(1_000), falseAlerts) < 1e-6);
        Assert.Equal(1, senders.ShareOfMistakes(senders.Of(200), falseAlerts));
    }

    [Fact]
    public void Newcomers_are_those_who_were_not_known_when_their_round_began()
    {
        var clients = new Clientele();
        (uint, double)[] visits = [(1, 0), (2, 0.5), (1, 1), (1, 1.2), (3, 1.5), (3, 1.9), (2, 5)];
        var rounds = 10L;   // those of the site before
        foreach (var (client, round) in visits)
        {
            if (clients.See(Ip.V4(client), Given.Noon + round * Clientele.Round, rounds)) rounds++;
        }

        Assert.Equal((3, 1), (clients.OfSite(rounds), clients.Newcomers));   // the first round does not count
        Assert.Equal((15, 3), (rounds, clients.Known.Count));
    }

    [Fact]
    public void A_clientele_stays_within_bounds_and_takes_the_rest_for_newcomers()
    {
        var clients = new Clientele();
        for (var i = 0; i < 2 * Clientele.MostClients; i++) clients.See(Ip.V4((uint)i), Given.Noon, i);
        Assert.Equal((Clientele.MostClients, Clientele.MostClients), (clients.Known.Count, clients.Newcomers));
    }

    [Fact]
    public void A_host_spares_what_it_serves_and_what_it_may_serve()
    {
        var host = new Host();
        Ask("203.0.113.1", 22, isAlert: true);      // in vain
        Ask("203.0.113.1", 4_000, isAlert: true);
        Ask("203.0.113.1", 4_000, isAlert: true);   // the same
        Serve("203.0.113.2", 8_000, isAlert: false);
        Serve("203.0.113.3", 9_000, isAlert: true);

        var ports = host.PortsToSpare(IpProtocol.Tcp, mayDrop: false)!.Value;
        Assert.Contains((ushort)443, ports);        // nobody asked yet
        Assert.Contains((ushort)8_000, ports);
        Assert.Contains((ushort)9_000, ports);
        Assert.DoesNotContain((ushort)22, ports);
        Assert.DoesNotContain((ushort)9_000, host.PortsToSpare(IpProtocol.Tcp, mayDrop: true)!.Value);
        Assert.Equal(2, host.AsksInVain(false));

        void Ask(string source, int port, bool isAlert) => See(source, port, isAlert, isServed: false);
        void Serve(string source, int port, bool isAlert) => See(source, port, isAlert, isServed: true);
        void See(string source, int port, bool isAlert, bool isServed)
        {
            var flow = Given.Flow($"tcp {source}:1000 > {Server}:{port}", isAnswered: isServed) with
            {
                Answer = isServed ? Flows.Answer.Service : Flows.Answer.Silence,
            };
            var isVisit = isServed && !isAlert;
            host.See(flow, new(isAlert, isVisit, IsFirstAlert: isAlert), rounds: 0);
        }
    }
}
