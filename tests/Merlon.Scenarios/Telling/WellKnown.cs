using Merlon.Scenarios.Policies;

namespace Merlon.Scenarios.Telling;

/// <summary>The ports of well-known services.</summary>
static class WellKnown
{
    public static readonly Ports Ssh = Ports.Tcp(22), Telnet = Ports.Tcp(23), Smtp = Ports.Tcp(25), Dns = Ports.Udp(53),
        Http = Ports.Tcp(80), Imaps = Ports.Tcp(993), Https = Ports.Tcp(443), Smb = Ports.Tcp(445),
        Rdp = Ports.Tcp(3389),
        MsSql = Ports.Tcp(1433), MySql = Ports.Tcp(3306), Postgres = Ports.Tcp(5432), Redis = Ports.Tcp(6379),
        WinRm = Ports.Tcp(5985), Vnc = Ports.Tcp(5900), Mongo = Ports.Tcp(27017), Ntp = Ports.Udp(123),
        AltHttp = Ports.Tcp(8080), AltHttps = Ports.Tcp(8443), Submission = Ports.Tcp(587), Ldap = Ports.Tcp(389);
}
