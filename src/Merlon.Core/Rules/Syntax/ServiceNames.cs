using System.Collections.Frozen;
using System.Globalization;

namespace Merlon.Rules.Syntax;

/// <summary>
/// Names of services that rules are written with; iptables itself looks them up in /etc/services and prints numbers.
/// </summary>
static class ServiceNames
{
    const string Known =
        "echo=7 discard=9 daytime=13 chargen=19 ftp-data=20 ftp=21 ssh=22 telnet=23 smtp=25 time=37 whois=43 tacacs=49 "
        + "domain=53 bootps=67 bootpc=68 tftp=69 gopher=70 finger=79 http=80 kerberos=88 pop3=110 sunrpc=111 auth=113 "
        + "nntp=119 ntp=123 epmap=135 netbios-ns=137 netbios-dgm=138 netbios-ssn=139 imap2=143 snmp=161 snmp-trap=162 "
        + "bgp=179 irc=194 ldap=389 https=443 microsoft-ds=445 submissions=465 isakmp=500 printer=515 syslog=514 "
        + "submission=587 ipp=631 ldaps=636 rsync=873 ftps=990 telnets=992 imaps=993 pop3s=995 socks=1080 openvpn=1194 "
        + "ms-sql-s=1433 radius=1812 radius-acct=1813 nfs=2049 mysql=3306 rdp=3389 svn=3690 epmd=4369 sip=5060 "
        + "sip-tls=5061 xmpp-client=5222 mdns=5353 postgresql=5432 amqp=5672 x11=6000 redis=6379 ircd=6667 "
        + "http-alt=8080 git=9418";

    static readonly FrozenDictionary<string, ulong> Ports = Known.Split(' ')
        .Select(entry => entry.Split('='))
        .ToFrozenDictionary(entry => entry[0], entry => ulong.Parse(entry[1], CultureInfo.InvariantCulture));

    /// <summary>Reads a port's number, or its service's name.</summary>
    public static bool TryReadPort(string text, ulong most, out ulong port) =>
        Numbers.TryRead(text, 0, most, out port) || Ports.TryGetValue(text, out port);
}
