using Merlon.Net;

namespace Merlon.Kernel;

/// <summary>One rule set as <c>merlon respond</c> prints it for either tool.</summary>
sealed record Printed(string Iptables, string Nftables)
{
    /// <summary>Whether it is about the states of connections.</summary>
    public bool NeedsStates => Iptables.Contains("--ctstate", StringComparison.Ordinal);
}

/// <summary>
/// What <c>merlon respond</c> prints for alerts among the hosts around a gateway. So much honest traffic comes before
/// them that rules of every shape are made.
/// </summary>
static class OwnRules
{
    const int Honest = 500, Flows = 700, Hosts = 7;

    const string Header = "timestamp,src ip,src port,dst ip,dst port,protocol,src packets,dst packets,label\n";

    static readonly string[] Services = ["0", "1", "22", "23", "79", "80", "443", "1023", "65535"];

    static readonly Dictionary<IpFamily, Lazy<List<Printed>>> Made = Enum.GetValues<IpFamily>()
        .ToDictionary(family => family, family => new Lazy<List<Printed>>(() => Make(family)));

    /// <param name="hasStates">Whether there are connections to be in one.</param>
    public static List<Printed> Of(IpFamily family, bool hasStates) =>
        Made[family].Value.FindAll(printed => hasStates || !printed.NeedsStates);

    /// <summary>The rules of them all, line by line; not those that go to chains of their own.</summary>
    public static List<string> Lines(IpFamily family, bool hasStates) =>
    [
        .. Of(family, hasStates).SelectMany(printed => printed.Iptables.Split('\n'))
            .Where(line => line.StartsWith("-A ", StringComparison.Ordinal)
                && !line.Contains(" merlon-", StringComparison.Ordinal)),
    ];

    static List<Printed> Make(IpFamily family)
    {
        using var folder = new TemporaryFolder();
        var flows = folder.Write("flows.csv", FlowsOf(new(1), Surroundings.Of(family)));
        var attacks = folder.Write("attacks.csv", AttacksOn(new(1), Surroundings.Of(family)));
        var site = folder.Write("site.yaml", SiteOf(Surroundings.Of(family)));
        string[] talk = [flows, "--strategy", "talk"];
        return
        [
            Print([.. talk, "--chain", "FORWARD", "--epsilon", "0"]),
            Print([.. talk, "--chain", "INPUT", "--epsilon", "0"], "--timeout", "1h"),
            Print([.. talk, "--chain", "FORWARD", "--epsilon", "0.02"], "--timeout", "1h"),
            Print([.. talk, "--chain", "FORWARD", "--epsilon", "0.5"]),
            Print([.. talk, "--chain", "INPUT", "--epsilon", "0.5"]),
            Print([attacks, "--chain", "FORWARD"]),
            Print([attacks, "--chain", "INPUT"], "--timeout", "1h"),
            Print([attacks, "--chain", "FORWARD", "--context", site]),
            Print([flows, "--chain", "FORWARD"]),
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

    // A source of attacks and a destination of them are protected: rules are made around both.
    static string SiteOf(Surroundings around) =>
        $"admins: '{around.Text(around.Blocks[0] + 20)}'\n"
        + $"allow: {{from: '{around.Text(around.Blocks[0] + 1)}', to: '{around.Text(around.Blocks[1] + 2)}'}}\n";

    // A quarter of an hour of honest visits; then what each of merlon's shapes is made for.
    static string AttacksOn(Random random, Surroundings around)
    {
        const int honest = 900, asked = 80, flooding = 60, others = 6;
        var (text, second) = (Header, 0);
        for (; second < honest; second++)
        {
            for (var i = 0; i < 3; i++) Add(1 + (second + i) % 6, 1 + random.Next(3), One(80, 443), 3, "benign");
        }

        for (var i = 0; i < asked; i++) Add(20 + i % 20, 6, 2_000 + i, 0, "malicious");
        for (var i = 0; i < flooding; i++) Add(100 + i, 1, 80, 0, "malicious");
        for (var i = 0; i < others; i++) Add(7, 2, 80, 3, "malicious");
        for (var i = 0; i < others; i++) Add(1, 1 + i % 3, 23, 3, "malicious");
        return text;

        void Add(int source, int destination, int port, int answers, string label)
        {
            var (from, to) = (around.Blocks[0] + (UInt128)source, around.Blocks[1] + (UInt128)destination);
            text += $"{1767268800 + second},{around.Text(from)},{1024 + random.Next(60_000)},{around.Text(to)},{port},"
                + $"tcp,3,{answers},{label}\n";
            if (label == "malicious") second++;
        }

        int One(params int[] of) => of[random.Next(of.Length)];
    }

    static string FlowsOf(Random random, Surroundings around)
    {
        var text = Header;
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
