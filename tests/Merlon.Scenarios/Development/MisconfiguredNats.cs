using System.Net;
using Merlon.Scenarios.Policies;
using Merlon.Scenarios.Telling;
using static Merlon.Scenarios.Telling.WellKnown;

namespace Merlon.Scenarios.Development;

static class MisconfiguredNats
{
    public static readonly Variant[] All =
    [
        new(CauseIds.MisconfiguredNat, "ssh-on-an-odd-port", story => OddPort(
            story, 2222, 22, "SSH session to a forwarded port")),
        new(CauseIds.MisconfiguredNat, "camera-panel", story => OddPort(
            story, 8088, 80, "Default password of a camera panel")),
        new(CauseIds.MisconfiguredNat, "all-ports-forwarded", AllPorts),
        new(CauseIds.MisconfiguredNat, "database-for-a-partner", ForAPartner),
    ];

    static void OddPort(Story story, int outerPort, int innerPort, string alert)
    {
        var (outer, network) = (story.Own(), story.Inside());
        var (web, victim) = (story.Host(network), story.Host(network));
        var attacker = story.Outside();
        story.Forward(outer, Https, web, 443, "web site");
        var rule = story.Forward(outer, Ports.Tcp(outerPort), victim, innerPort);
        Used(story, story.Visitors(8), outer, 443, (web, 443));
        story.Probe(attacker, outer, 21, 3389);
        Break(story, attacker, outer, outerPort, (victim, innerPort), alert);
        story.Blame(CauseIds.MisconfiguredNat, Change.Remove(rule), rule);
        story.Foothold = (network, victim);
    }

    static void AllPorts(Story story)
    {
        var (outer, network, attacker) = (story.Own(), story.Inside(), story.Outside());
        var victim = story.Host(network);
        var rule = story.Forward(outer, Ports.AllTcp, victim, null, "web site");
        Used(story, story.Visitors(9), outer, 443, (victim, 443));
        Break(story, attacker, outer, 3306, (victim, 3306), "MySQL login as root from outside");
        story.Blame(CauseIds.MisconfiguredNat, Change.Replace(rule, rule with { Ports = Https }), rule);
        story.Foothold = (network, victim);
    }

    static void ForAPartner(Story story)
    {
        var (outer, network, partner) = (story.Own(), story.Inside(), story.OutsideNetwork());
        var (victim, attacker) = (story.Host(network), story.Outside());
        var rule = story.Forward(outer, Postgres, victim, 5432, "reporting for the partner");
        Used(story, story.Hosts(partner, 2), outer, 5432, (victim, 5432));
        story.Probe(attacker, outer, 22, 80);
        Break(story, attacker, outer, 5432, (victim, 5432), "pg_dump from an unknown address");
        story.Blame(CauseIds.MisconfiguredNat, Change.Replace(rule, rule with { Source = partner }), rule);
        story.Foothold = (network, victim);
    }

    static void Used(Story story, IPAddress[] by, IPAddress outer, int port, (IPAddress, int) inner) =>
        story.Use(by, outer, port, 20, inner: inner);

    static void Break(Story story, IPAddress attacker, IPAddress outer, int port, (IPAddress, int) inner, string alert)
    {
        story.Enter(attacker, outer, port, inner);
        story.Alert(alert);
        story.Transfer(51_000, 118_000_000);
    }
}
