using System.Collections.Frozen;
using System.Globalization;
using Merlon.Net;

namespace Merlon.Rules.Syntax;

/// <summary>
/// Names of services that rules are written with; iptables itself looks them up in /etc/services and prints numbers.
/// </summary>
static class ServiceNames
{
    const string Both =
        "echo=7 discard=9 daytime=13 chargen=19 time=37 tacacs=49 domain=53 kerberos=88 sunrpc=111 snmp=161 "
        + "snmp-trap=162 ldap=389 https=443 syslog=514 ldaps=636 openvpn=1194 radius=1812 radius-acct=1813 "
        + "nfs=2049 sip=5060 sip-tls=5061";

    const string OnlyTcp =
        "ftp-data=20 ftp=21 ssh=22 telnet=23 smtp=25 whois=43 gopher=70 finger=79 http=80 pop3=110 auth=113 "
        + "nntp=119 epmap=135 netbios-ssn=139 imap2=143 bgp=179 microsoft-ds=445 submissions=465 printer=515 "
        + "submission=587 ipp=631 rsync=873 ftps=990 telnets=992 imaps=993 pop3s=995 socks=1080 ms-sql-s=1433 "
        + "mysql=3306 svn=3690 epmd=4369 xmpp-client=5222 postgresql=5432 amqp=5672 x11=6000 redis=6379 "
        + "ircd=6667 http-alt=8080 git=9418";

    const string OnlyUdp =
        "bootps=67 bootpc=68 tftp=69 ntp=123 netbios-ns=137 netbios-dgm=138 isakmp=500 mdns=5353";

    static readonly FrozenDictionary<string, ulong> Tcp = Listed(Both + ' ' + OnlyTcp);
    static readonly FrozenDictionary<string, ulong> Udp = Listed(Both + ' ' + OnlyUdp);

    /// <summary>Reads a port's number, or its service's name.</summary>
    /// <param name="protocol">The only one whose services are meant; null when those of any are.</param>
    public static bool TryReadPort(string text, ulong most, out ulong port, IpProtocol? protocol = null) =>
        Numbers.TryRead(text, 0, most, out port) || TryReadName(text, protocol, out port);

    /// <summary>
    /// As <see cref="TryReadPort"/>, of any protocol; a number is decimal even behind a 0, and no text is 0.
    /// </summary>
    public static bool TryReadDecimalPort(string text, ulong most, out ulong port)
    {
        port = 0;
        return text.Length == 0
            || (Numbers.ReadDecimal(text) is { } number && (port = number) <= most)
            || TryReadName(text, null, out port);
    }

    static bool TryReadName(string name, IpProtocol? protocol, out ulong port)
    {
        port = 0;
        return (protocol is null or IpProtocol.Tcp && Tcp.TryGetValue(name, out port))
            || (protocol is null or IpProtocol.Udp && Udp.TryGetValue(name, out port));
    }

    static FrozenDictionary<string, ulong> Listed(string list) => list.Split(' ')
        .Select(entry => entry.Split('='))
        .ToFrozenDictionary(entry => entry[0], entry => ulong.Parse(entry[1], CultureInfo.InvariantCulture));
}
