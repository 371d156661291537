using System.Collections.Immutable;

namespace Merlon.Knowledge.Techniques;

/// <summary>How attackers talk to hosts that they hold: the protocols they use for it.</summary>
static class ChannelTechniques
{
    public static readonly ImmutableArray<Technique> All =
    [
        new("T1071", "Application Layer Protocol", ["command-and-control"],
            "A host calls one address outside again and again, at even pauses and with little data, in a protocol"
            + " that everybody uses: a beacon.",
            [
                new("M1037", "let hosts reach by way of a proxy only, and servers only what they need"),
                new("M1031", "let intrusion prevention look for known beacons"),
            ]),
        new("T1071.001", "Web Protocols", ["command-and-control"],
            "HTTP, HTTPS or WebSocket requests to one server at even pauses, day and night, with an odd user"
            + " agent or certificate; answers small, then one large.",
            [
                new("M1037", "let the web be reached through a proxy alone, and not by servers"),
                new("M1031", "let intrusion prevention look for known beacons"),
            ]),
        new("T1071.002", "File Transfer Protocols", ["command-and-control"],
            "FTP, FTPS, TFTP or SMB sessions with a host outside that hold commands rather than files, and come"
            + " back.",
            [
                new("M1037", "let no FTP, TFTP or SMB out but to named partners"),
                new("M1031", "let intrusion prevention look for known patterns in them"),
            ]),
        new("T1071.003", "Mail Protocols", ["command-and-control"],
            "A host that is no mail server speaks SMTP, IMAP or POP3 with a server outside, regularly.",
            [
                new("M1037", "let only the mail servers speak mail with the outside"),
                new("M1031", "let intrusion prevention look for known patterns in it"),
            ]),
        new("T1071.004", "DNS", ["command-and-control"],
            "Very many DNS queries for long, random-looking names below one domain, often TXT or NULL, or DNS"
            + " straight to a server outside: commands come in the answers.",
            [
                new("M1037", "let port 53 out from the site's own resolvers alone"),
                new("M1031", "block domains that are known for it, and names that are too long or too many"),
            ]),
        new("T1071.005", "Publish/Subscribe Protocols", ["command-and-control"],
            "MQTT (1883, 8883), AMQP, XMPP or Redis with a broker outside that nobody here set up.",
            [
                new("M1037", "let no such protocol out but to the broker that is meant"),
                new("M1031", "let intrusion prevention look for known patterns in it"),
            ]),
        new("T1095", "Non-Application Layer Protocol", ["command-and-control"],
            "ICMP echoes that are large, many or uneven, raw TCP or UDP on any port, GRE or SCTP with a host"
            + " outside: data in what carries none as a rule.",
            [
                new("M1037", "let out only TCP and UDP to known services; of ICMP what is needed"),
                new("M1031", "let intrusion prevention look into ICMP"),
                new("M1030", "part networks, so that few hosts reach the outside at all"),
            ]),
        new("T1571", "Non-Standard Port", ["command-and-control"],
            "A protocol where it does not belong: HTTPS on 8088 or 587, SSH on 443, a reverse shell to 4444;"
            + " often a port that nobody here ever reached.",
            [
                new("M1030", "let hosts reach only the ports outside that their work needs"),
                new("M1031", "block where port and protocol do not go together"),
            ]),
        new("T1105", "Ingress Tool Transfer", ["command-and-control"],
            "A server that never fetches anything gets a program or script from outside soon after it was hit:"
            + " wget, curl, certutil, TFTP, a raw address instead of a name.",
            [
                new("M1037", "let servers fetch nothing but from the sites of their updates"),
                new("M1031", "let intrusion prevention look for programs in what comes in"),
            ]),
        new("T1219", "Remote Access Tools", ["command-and-control"],
            "A host inside keeps a session with a relay of TeamViewer, AnyDesk, ScreenConnect, Splashtop or ngrok"
            + " that nobody here uses.",
            [
                new("M1037", "block the relays of tools that are not allowed"),
                new("M1031", "block such tools by their protocol"),
                new("M1042", "remove such tools where they are not needed"),
            ]),
        new("T1102", "Web Service", ["command-and-control"],
            "A program, and no browser, calls a well-known service (GitHub, Pastebin, Telegram, Discord, Dropbox)"
            + " at even pauses, to fetch orders from it.",
            [
                new("M1021", "block services that are not needed, by name at the proxy"),
                new("M1031", "let intrusion prevention look for known patterns in it"),
            ]),
    ];
}
