using Merlon.Net;

namespace Merlon.Kernel;

/// <summary>One rule set as <c>merlon respond</c> prints it for either tool.</summary>
sealed record Printed(string Iptables, string Nftables);

/// <summary>
/// What <c>merlon respond</c> prints for alerts among the hosts around a gateway. So much honest traffic comes before
/// them that rules of every shape are made.
/// </summary>
static class OwnRules
{
    const int Honest = 500, Flows = 700, Hosts = 7;

    static readonly string[] Services = ["0", "1", "22", "23", "79", "80", "443", "1023", "65535"];

    static readonly Dictionary<IpFamily, Lazy<List<Printed>>> Made = Enum.GetValues<IpFamily>()
        .ToDictionary(family => family, family => new Lazy<List<Printed>>(() => Make(family)));

    public static List<Printed> Of(IpFamily family) => Made[family].Value;

    /// <summary>The rules of them all, line by line.</summary>
    public static List<string> Lines(IpFamily family) =>
    [
        .. Of(family).SelectMany(printed => printed.Iptables.Split('\n'))
            .Where(line => line.StartsWith("-A ", StringComparison.Ordinal)),
    ];

    static List<Printed> Make(IpFamily family)
    {
        using var folder = new TemporaryFolder();
        var flows = folder.Write("flows.csv", FlowsOf(new(1), Surroundings.Of(family)));
        return
        [
            Print([flows, "--chain", "FORWARD", "--epsilon", "0"]),
            Print([flows, "--chain", "INPUT", "--epsilon", "0"], "--timeout", "1h"),
            Print([flows, "--chain", "FORWARD", "--epsilon", "0.02"], "--timeout", "1h"),
            Print([flows, "--chain", "FORWARD", "--epsilon", "0.5"]),
            Print([flows, "--chain", "INPUT", "--epsilon", "0.5"]),
        ];
    }

    static Printed Print(string[] response, params string[] ofNftables) =>
        new(Respond(response), Respond([.. response, "--emit", "nftables", .. ofNftables]));

    static string Respond(string[] arguments)
    {
        var ended = Run.Merlon(["respond", .. arguments]);
        Assert.True(ended.Status == 0, ended.Errors);
        return ended.Output;
    }

    static string FlowsOf(Random random, Surroundings around)
    {
        var text = "timestamp,src ip,src port,dst ip,dst port,protocol,src packets,dst packets,label\n";
        for (var i = 0; i < Flows; i++)
        {
            var hosts = i < Honest ? Hosts - 1 : Hosts;   // from the last, nothing honest ever comes
            var source = around.Text(Host(hosts));
            var destination = around.Text(random.Next(4) == 0 ? Local() : Host(hosts));
            var ports = (Source: One("1024", "22", "80"), Destination: One(Services));
            var icmp = around.Family is IpFamily.V4 ? "icmp" : "ipv6-icmp";
            var protocol = One("tcp", "tcp", "udp", "udp", "sctp", icmp, "gre", "ospf");
            if (protocol is not ("tcp" or "udp" or "sctp")) ports = ("", "");
            var label = i < Honest ? "benign" : "malicious";
            var (from, to) = ($"{source},{ports.Source}", $"{destination},{ports.Destination}");
            text += $"{1767268800 + i},{from},{to},{protocol},3,3,{label}\n";
        }

        return text;

        UInt128 Host(int hosts) =>
            around.Blocks[random.Next(around.Blocks.Length)] + (UInt128)random.Next(1, hosts + 1);

        UInt128 Local() => around.Local[random.Next(around.Local.Length)];
        string One(params string[] of) => of[random.Next(of.Length)];
    }
}
