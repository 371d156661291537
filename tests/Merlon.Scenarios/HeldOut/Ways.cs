using Merlon.Scenarios.Policies;
using Merlon.Scenarios.Telling;
using static Merlon.Scenarios.Telling.WellKnown;

namespace Merlon.Scenarios.HeldOut;

/// <summary>By another family, by a port forward.</summary>
static class Ways
{
    public static readonly Variant[] All =
    [
        new(CauseIds.Ipv6Bypass, "blocked-source-of-both-families", BothFamilies, isHeldOut: true),
        new(CauseIds.Ipv6Bypass, "remote-shell-by-a-tunnel-broker", RemoteShell, isHeldOut: true),
        new(CauseIds.MisconfiguredNat, "range-of-ports", Range, isHeldOut: true),
        new(CauseIds.MisconfiguredNat, "wrong-inside-host", WrongHost, isHeldOut: true),
    ];

    static void BothFamilies(Story story)
    {
        var (servers, servers6) = (story.Inside(false), story.Inside(true));
        var (victim, victim6) = (story.Host(servers), story.Host(servers6));
        story.Add(new() { Destination = servers, Ports = Ldap, Accepts = false, Comment = "not from outside" });
        story.Accept(null, servers, Ports.Tcp(80, 443), "front ends");
        var rule = story.Accept(null, servers6, Ports.Tcp(80, 443), "front ends");
        story.Use([story.Outside(true), story.Outside(true)], victim6, 443, 14);
        story.Use([story.Outside(false)], victim, 443, 9);
        for (var at = 0; at < 3; at++) story.Probe(story.Outside(false), victim, 389);
        var attacker = story.Outside(true);
        story.Enter(attacker, victim6, 389);
        story.Alert("Directory dump: anonymous LDAP search of all objects");
        story.Transfer(11_000, 39_000_000);
        Rule deny = new() { Destination = servers6, Ports = Ldap, Accepts = false };
        story.Blame(CauseIds.Ipv6Bypass, Change.Before(rule, deny), rule);
        story.Foothold = (servers6, victim6);
    }

    static void RemoteShell(Story story)
    {
        var (network, network6, staff6) = (story.Inside(false), story.Inside(true), story.Inside(true));
        var (victim, victim6, attacker) = (story.Host(network), story.Host(network6), story.Outside(true));
        story.Accept(story.Inside(false), victim, Ports.Tcp(2200));
        story.Add(new() { Destination = network, Ports = Ports.Tcp(2200), Accepts = false });
        story.Accept(staff6, victim6, Ports.Tcp(2200));
        var rule = story.Add(new() { Destination = network6, OnlyFamily = 6 });
        story.Use(story.Hosts(staff6, 3), victim6, 2200, 11);
        story.Use([story.Outside(true), story.Outside(true)], victim6, 443, 9);
        story.Probe(story.Outside(false), victim, 2200, 2200);
        story.Enter(attacker, victim6, 2200);
        story.Transfer(64_000, 5_100_000);
        story.Alert("Interactive shell by a tunnel broker's prefix");
        Rule deny = new() { Destination = network6, Ports = Ports.Tcp(2200), Accepts = false };
        story.Blame(CauseIds.Ipv6Bypass, Change.Before(rule, deny), rule);
        story.Foothold = (network6, victim6);
    }

    static void Range(Story story)
    {
        var (outer, network, attacker) = (story.Own(), story.Inside(), story.Outside());
        var victim = story.Host(network);
        var rule = story.Forward(outer, Ports.Tcp(8000, 9000), victim, null, "telephony portal");
        story.Use(story.Visitors(9), outer, 8443, 20, inner: (victim, 8443));
        story.Probe(attacker, outer, 80, 443);
        story.Enter(attacker, outer, 8983, (victim, 8983));
        story.Transfer(99_000, 820_000);
        story.Alert("Template injection into a search server");
        story.Blame(CauseIds.MisconfiguredNat, Change.Replace(rule, rule with { Ports = AltHttps }), rule);
        story.Foothold = (network, victim);
    }

    static void WrongHost(Story story)
    {
        var (outer, network, attacker) = (story.Own(), story.Inside(), story.Outside());
        var (proxy, victim) = (story.Host(network), story.Host(network));
        story.Forward(outer, Https, proxy, 443);
        var rule = story.Forward(outer, Http, victim, 9000, "http");
        story.Use(story.Visitors(12), outer, 443, 28, inner: (proxy, 443));
        story.Enter(attacker, outer, 80, (victim, 9000));
        story.Alert("Container API called from the internet");
        story.Transfer(66_000, 12_000);
        story.Blame(CauseIds.MisconfiguredNat, Change.Remove(rule), rule);
        story.Foothold = (network, victim);
    }
}
