using System.Collections.Immutable;

namespace Merlon.Knowledge.Techniques;

/// <summary>How attackers hide where a channel leads and what goes through it.</summary>
static class HiddenChannelTechniques
{
    public static readonly ImmutableArray<Technique> All =
    [
        new("T1572", "Protocol Tunneling", ["command-and-control"],
            "One long session carries others within: SSH that moves gigabytes, DNS with long names, ICMP with"
            + " payload, HTTP that never ends, IPv6 in IPv4 (protocol 41, Teredo).",
            [
                new("M1037", "let DNS, ICMP and SSH out only from where they belong"),
                new("M1031", "let intrusion prevention look for tunnels"),
            ]),
        new("T1090", "Proxy", ["command-and-control"],
            "A host takes connections on one side and makes others on the other, of like size and at like times:"
            + " it passes traffic on for somebody.",
            [
                new("M1037", "block known proxies, Tor and anonymisers"),
                new("M1031", "let intrusion prevention look for SOCKS and known relays"),
            ]),
        new("T1090.001", "Internal Proxy", ["command-and-control"],
            "Hosts inside that reach nothing outside talk with one neighbour that does, by a port that nobody"
            + " uses here (SOCKS 1080, SMB pipes).",
            [new("M1031", "let intrusion prevention look at traffic within the site also")]),
        new("T1090.002", "External Proxy", ["command-and-control"],
            "A host inside keeps talking with a rented or hijacked server outside, mostly a VPS or somebody's"
            + " router, that only passes things on.",
            [new("M1031", "block addresses that are known for it")]),
        new("T1090.003", "Multi-hop Proxy", ["command-and-control"],
            "TLS with relays of Tor (often 9001, 9030 or 443) or of another onion network.",
            [new("M1037", "block the relays of Tor, of which there are lists")]),
        new("T1573", "Encrypted Channel", ["command-and-control"],
            "Sessions whose content says nothing: bytes without pattern from the first on, or TLS with a"
            + " self-signed or odd certificate and a rare JA3.",
            [
                new("M1020", "decrypt TLS at the proxy where that is allowed"),
                new("M1031", "block certificates and handshakes that are known for it"),
            ]),
        new("T1573.001", "Symmetric Cryptography", ["command-and-control"],
            "Without any handshake, random-looking bytes in TCP or UDP from the first packet on (RC4, AES).",
            [new("M1031", "block what is neither TLS nor a protocol that is known")]),
        new("T1573.002", "Asymmetric Cryptography", ["command-and-control"],
            "TLS whose certificate is self-signed, new or of an odd name, to an address that nobody else here"
            + " calls.",
            [
                new("M1020", "decrypt TLS at the proxy where that is allowed"),
                new("M1031", "block certificates that are known for it"),
            ]),
        new("T1568", "Dynamic Resolution", ["command-and-control"],
            "A host looks up names whose answers change all the time, or many names of which hardly one exists.",
            [
                new("M1021", "refuse dynamic and newly registered domains at the resolver"),
                new("M1031", "block domains that are known for it"),
            ]),
        new("T1568.001", "Fast Flux DNS", ["command-and-control"],
            "One name with many addresses of many networks, a lifetime of minutes, and other addresses each time.",
            []),
        new("T1568.002", "Domain Generation Algorithms", ["command-and-control"],
            "A host gets NXDOMAIN for hundreds of random-looking names, until one of them exists: a DGA.",
            [
                new("M1021", "refuse newly registered domains at the resolver"),
                new("M1031", "let sinkholes answer for the names that are known of it"),
            ]),
        new("T1008", "Fallback Channels", ["command-and-control"],
            "When one address outside is blocked or gone, the host calls a second and a third in the same rhythm.",
            [new("M1031", "block by what is said and not by address alone")]),
        new("T1104", "Multi-Stage Channels", ["command-and-control"],
            "A first server is called shortly, a program comes, and from then on another server is called.",
            [new("M1031", "block the first stage, by its known patterns")]),
        new("T1205", "Traffic Signaling", ["defense-evasion", "persistence", "command-and-control"],
            "Odd packets to a host (closed ports in a fixed order, a magic payload, strange flags), and right"
            + " after them a port that was closed is open.",
            [
                new("M1037", "drop what does not belong to a connection before it reaches hosts"),
                new("M1042", "switch Wake-on-LAN off where it is not used"),
            ]),
        new("T1205.001", "Port Knocking", ["defense-evasion", "persistence", "command-and-control"],
            "A source is refused at a few ports in a fixed order, and then gets in at another that was closed.",
            [new("M1037", "filter before the host, so that knocks do not reach it")]),
    ];
}
