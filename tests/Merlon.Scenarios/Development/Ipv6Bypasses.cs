using Merlon.Scenarios.Policies;
using Merlon.Scenarios.Telling;
using static Merlon.Scenarios.Telling.WellKnown;

namespace Merlon.Scenarios.Development;

static class Ipv6Bypasses
{
    public static readonly Variant[] All =
    [
        new(CauseIds.Ipv6Bypass, "remote-desktop", story => Tell(story, Rdp, Ports.AllTcp, "Remote desktop by IPv6")),
        new(CauseIds.Ipv6Bypass, "file-share", story => Tell(story, Smb, Ports.Tcp(1, 1024), "SMB session by IPv6")),
        new(CauseIds.Ipv6Bypass, "database", story => Tell(story, MySql, Ports.Tcp(443, 8443), "mysqldump by IPv6")),
        new(CauseIds.Ipv6Bypass, "by-policy", ByPolicy),
    ];

    static void Tell(Story story, Ports service, Ports admitted, string alert)
    {
        var (servers, servers6, attacker6) = (story.Inside(false), story.Inside(true), story.Outside(true));
        var (victim, victim6) = (story.Host(servers), story.Host(servers6));
        story.Add(new() { Ports = service, Accepts = false, OnlyFamily = 4, Comment = "never from outside" });
        story.Accept(null, servers, admitted, "servers");
        var rule = story.Accept(null, servers6, admitted, "servers");
        story.Use([story.Outside(true), story.Outside(true)], victim6, 443, 12);
        story.Use([story.Outside(false), story.Outside(false)], victim, 443, 12);
        story.Probe(story.Outside(false), victim, service.Low, service.Low);
        story.Enter(attacker6, victim6, service.Low);
        story.Alert(alert);
        story.Transfer(80_000, 301_000_000);
        var deny = new Rule { Ports = service, Accepts = false, OnlyFamily = 6 };
        story.Blame(CauseIds.Ipv6Bypass, Change.Before(rule, deny), rule);
        story.Foothold = (servers6, victim6);
    }

    static void ByPolicy(Story story)
    {
        story.AcceptsByDefault6 = true;
        var (servers, servers6, attacker6) = (story.Inside(false), story.Inside(true), story.Outside(true));
        var (victim, victim6) = (story.Host(servers), story.Host(servers6));
        story.Accept(null, victim, Https);
        story.Accept(null, victim6, Https);
        story.Add(new() { Destination = servers, Ports = Vnc, Accepts = false });
        story.Use([story.Outside(true), story.Outside(true), story.Outside(true)], victim6, 443, 15);
        story.Use([story.Outside(false), story.Outside(false)], victim, 443, 10);
        story.Probe(story.Outside(false), victim, 5900, 5900, 5900);
        story.Enter(attacker6, victim6, 5900);
        story.Alert("VNC session by IPv6 to a host that refuses it by IPv4");
        story.Transfer(910_000, 44_000_000);
        story.Blame(CauseIds.Ipv6Bypass, Change.DropByDefault);
    }
}
