using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Lint;

/// <summary>
/// Policies that can tell apart only a few hundred kinds of packets, and a packet of every kind: what holds of them
/// all holds of all packets.
/// </summary>
sealed class SmallPolicy(Random random)
{
    static readonly string[] Sources = ["10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.4"];
    static readonly string[] Blocks = ["10.0.0.0/32", "10.0.0.1/32", "10.0.0.0/31", "10.0.0.0/30", "10.0.0.0/29"];

    const int Fragment = -1;

    /// <summary>An address that must stay reachable.</summary>
    public static readonly Ip Protected = Ip.Parse("10.0.0.1");

    /// <summary>Every kind of packet that FORWARD can see.</summary>
    public static readonly Packet[] All =
    [
        .. from source in Sources.Append("192.0.2.1")
           from protocol in (IpProtocol[])[IpProtocol.Tcp, IpProtocol.Udp, IpProtocol.Icmp, (IpProtocol)47]
           from port in (int[])(protocol is IpProtocol.Tcp or IpProtocol.Udp ? [79, 80, 81, 82, Fragment] : [0])
           from state in (ConnectionState[])
               [ConnectionState.New, ConnectionState.Established, ConnectionState.Invalid, ConnectionState.Related]
           from inside in (string[])["eth0", "eth1", "eth2", "lo"]
           select PacketFields.Ordinary(IpFamily.V4) with
           {
               Source = AddressMask.RightAligned(Ip.Parse(source)),
               Protocol = protocol,
               DestinationPort = (ushort)Math.Max(0, port),
               IsFragment = port == Fragment,
               State = state,
               InInterface = inside,
           },
    ];

    public Table Table()
    {
        var text = $"*filter\n:FORWARD {One("ACCEPT", "DROP")} [0:0]\n:one - [0:0]\n";
        for (var i = random.Next(2, 9); i > 0; i--)
        {
            var chain = One("FORWARD", "FORWARD", "one");
            text += $"-A {chain}{Conditions()} -j {Target(chain)}\n";
        }

        return RuleSetReader.Read(text + "COMMIT\n", IpFamily.V4).Rules.Tables[0];
    }

    string Conditions()
    {
        var text = "";
        if (Maybe(2)) text += $"{Not()} -s {One(Blocks)}";
        if (Maybe(4)) text += $"{Not()} -i {One("eth0", "eth1", "lo")}";
        if (Maybe(3))
            text += $" -p {One("tcp", "udp")} -m multiport{Not()} --dports {One("80", "81", "80,81", "82:65535")}";
        else if (Maybe(3)) text += $"{Not()} -p {One("tcp", "udp", "icmp")}";
        if (Maybe(4)) text += $" -m conntrack{Not()} --ctstate {One("NEW", "ESTABLISHED", "INVALID")}";
        if (Maybe(20)) text += " -m length ! --length 0:65535";
        return text;
    }

    string Target(string chain) =>
        One("ACCEPT", "ACCEPT", "DROP", "DROP", "REJECT", "RETURN", "LOG", chain == "FORWARD" ? "one" : "DROP");

    string Not() => Maybe(5) ? " !" : "";

    bool Maybe(int of) => random.Next(of) == 0;

    T One<T>(params T[] of) => of[random.Next(of.Length)];
}
