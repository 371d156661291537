using System.Collections.Immutable;

namespace Merlon.Knowledge.Techniques;

/// <summary>Looking for what is there, from outside and from within.</summary>
static class ScanningTechniques
{
    public static readonly ImmutableArray<Technique> All =
    [
        new("T1595", "Active Scanning", ["reconnaissance"],
            "A source outside sends probes to the site that nobody asked for: it is refused or unanswered at many"
            + " ports of a host (a port scan), sends odd TCP flags, asks for pages that do not exist.",
            [new("M1056", "show outside as little as can be: drop what is not offered, and give no banners")]),
        new("T1595.001", "Scanning IP Blocks", ["reconnaissance"],
            "One source outside knocks at many addresses of the site, one after the other, mostly at one port or"
            + " by ping; most of them do not answer. A horizontal scan, or sweep.",
            [new("M1056", "drop probes to addresses without a host, and limit how often one source may ask")]),
        new("T1595.002", "Vulnerability Scanning", ["reconnaissance"],
            "A source outside holds a list of known weak spots against a host: versions are asked for, one"
            + " exploit after another is tried, alerts name Nessus, OpenVAS, Nikto or a CVE.",
            [new("M1056", "offer outside only what is meant to be there, and patch it before it is looked for")]),
        new("T1595.003", "Wordlist Scanning", ["reconnaissance"],
            "A web server answers one source with 404 hundreds of times, as it asks for names of folders and"
            + " files out of a list; or a name server with NXDOMAIN for guessed host names (gobuster, dirb,"
            + " ffuf).",
            [
                new("M1042", "take away pages and folders that nobody uses"),
                new("M1056", "limit requests of one source, and answer guessed names all alike"),
            ]),
        new("T1590", "Gather Victim Network Information", ["reconnaissance"],
            "Zone transfers, reverse look-ups of whole networks, or traceroutes from outside: somebody draws a"
            + " map of the network.",
            [new("M1056", "refuse zone transfers and answer outside names alone that are public")]),
        new("T1590.002", "DNS", ["reconnaissance"],
            "AXFR or ANY queries from strangers, and look-ups of one name after another under the site's domain.",
            [new("M1054", "let name servers give zone transfers to their own secondaries alone")]),
        new("T1046", "Network Service Discovery", ["discovery"],
            "A host tries many ports of another, or one port of many hosts, and is refused, reset or unanswered"
            + " at most: a port scan, from within the site once somebody is in.",
            [
                new("M1030", "part networks, so that a host reaches only those that it works with"),
                new("M1031", "let an intrusion prevention system block whoever scans"),
                new("M1042", "close ports and services that nobody needs"),
            ]),
        new("T1018", "Remote System Discovery", ["discovery"],
            "A host inside pings, or asks by ARP, NetBIOS or DNS for, its neighbours one after another: a ping"
            + " sweep.",
            []),
        new("T1135", "Network Share Discovery", ["discovery"],
            "A host opens SMB (445, 139) or NFS (2049) on many others in short time and leaves at once: it lists"
            + " shares.",
            [new("M1028", "forbid that shares are listed by those who are not logged in")]),
        new("T1040", "Network Sniffing", ["credential-access", "discovery"],
            "The listener is silent; what shows is unencrypted Telnet, FTP, HTTP, POP3 or SNMP with passwords in"
            + " it, or a mirror port that sends to a host that should get none.",
            [
                new("M1041", "replace protocols without encryption: SSH for Telnet, TLS for the others"),
                new("M1030", "keep those who need not hear each other on links of their own"),
            ]),
    ];
}
