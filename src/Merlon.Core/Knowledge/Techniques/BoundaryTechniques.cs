using System.Collections.Immutable;

namespace Merlon.Knowledge.Techniques;

/// <summary>Into the middle of others' traffic, round the firewall, and against what watches.</summary>
static class BoundaryTechniques
{
    public static readonly ImmutableArray<Technique> All =
    [
        new("T1557", "Adversary-in-the-Middle", ["credential-access", "collection"],
            "Traffic between two hosts takes a way over a third: a gateway's address moves to another hardware"
            + " address, names are answered by who should not, certificates change.",
            [
                new("M1041", "encrypt, and check certificates, so that the middle learns nothing"),
                new("M1031", "switch on what switches have against forged ARP and DHCP"),
                new("M1030", "part networks, so that few share a link"),
            ]),
        new("T1557.001", "LLMNR/NBT-NS Poisoning and SMB Relay", ["credential-access", "collection"],
            "One host answers the LLMNR (UDP 5355), NBT-NS (137) or mDNS questions of all the others, and is then"
            + " sent logins by SMB that it passes on (Responder).",
            [
                new("M1042", "switch LLMNR and NetBIOS names off"),
                new("M1037", "close 5355, 137 and 445 between workstations"),
            ]),
        new("T1557.002", "ARP Cache Poisoning", ["credential-access", "collection"],
            "ARP answers that nobody asked for, and one hardware address for two IP addresses, one of them the"
            + " gateway's.",
            [
                new("M1037", "let switches check ARP (dynamic ARP inspection)"),
                new("M1041", "encrypt what goes over the link"),
            ]),
        new("T1557.003", "DHCP Spoofing", ["credential-access", "collection"],
            "Offers (UDP 67 to 68) from a host that is no DHCP server, with another gateway or name server.",
            [new("M1037", "let switches pass offers from the true server's port alone (DHCP snooping)")]),
        new("T1599", "Network Boundary Bridging", ["defense-evasion"],
            "Traffic passes between two networks that the rules keep apart, since a router or firewall was"
            + " changed.",
            [
                new("M1037", "check what passes the border by a second device, with rules of its own"),
                new("M1026", "let few people change border devices, from one network"),
            ]),
        new("T1599.001", "Network Address Translation Traversal", ["defense-evasion"],
            "A border device translates where it never did: inside hosts appear outside, or a port forward leads"
            + " in.",
            [new("M1037", "hold the device's NAT rules against those that are meant, again and again")]),
        new("T1562", "Impair Defenses", ["defense-evasion"],
            "What watches falls silent, or refuses less than it did: logs have a gap, while the hosts still talk.",
            [
                new("M1047", "hold rules and logging against what they should be, regularly"),
                new("M1018", "let few accounts change what watches"),
            ]),
        new("T1562.004", "Disable or Modify System Firewall", ["defense-evasion"],
            "A host's ports answer that were closed before; its firewall logs nothing more, or a new rule accepts"
            + " all.",
            [
                new("M1047", "compare the rules that are loaded with those that should be"),
                new("M1018", "let few accounts change the firewall"),
            ]),
        new("T1562.006", "Indicator Blocking", ["defense-evasion"],
            "A host's logs no longer arrive at the collector (syslog, 514 or 6514), though it still has traffic.",
            [
                new("M1022", "let none but the log's own account change where it goes"),
                new("M1054", "send logs over TLS, and raise an alarm when a sender falls silent"),
            ]),
        new("T1562.013", "Disable or Modify Network Device Firewall", ["defense-evasion"],
            "A router or firewall suddenly lets pass what it refused: an access list changed or went, a"
            + " management session came shortly before.",
            [
                new("M1047", "compare the device's rules with those that should be, after every session"),
                new("M1018", "let few accounts change devices, each by name"),
                new("M1051", "keep the software of devices up to date"),
            ]),
    ];
}
