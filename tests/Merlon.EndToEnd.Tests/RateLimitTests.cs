using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Merlon;

/// <summary>A rule with a limit in a real kernel, in a namespace that ends with the test.</summary>
public sealed class RateLimitTests : IDisposable
{
    const int Sent = 300;

    readonly TemporaryFolder _folder = new();
    readonly OwnNetwork _network = new();

    public void Dispose()
    {
        _network.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("iptables", "192.0.2.2", "198.51.100.9", "203.0.113.")]
    [InlineData("iptables", "2001:db8::2", "2001:db8:9::9", "2001:db8:5::")]
    [InlineData("nftables", "192.0.2.2", "198.51.100.9", "203.0.113.")]
    [InlineData("nftables", "2001:db8::2", "2001:db8:9::9", "2001:db8:5::")]
    public void The_kernel_lets_as_much_through_as_it_says(string backend, string shared, string service, string others)
    {
        var log = _folder.Write("log.csv", Log(shared, service, others));
        var rules = Run.Merlon("respond", log, "--emit", backend).Output;
        var limit = int.Parse(
            Regex.Match(rules, "(?:hashlimit-above |rate over )([0-9]+)/min").Groups[1].Value,
            CultureInfo.InvariantCulture);
        Assert.InRange(limit, 40, 120);

        var (of, tables) = shared.Contains(':') ? ("ip6", "ip6tables") : ("ip", "iptables");
        _folder.Write("rules", OfOutput(rules));
        var counted = _network.Shell($"""
            {(backend is "nftables" ? "nft -f" : $"{tables}-restore")} {_folder.Root}/rules
            for i in $(seq {Sent}); do echo > /dev/udp/{service}/53 || true; done
            {(backend is "nftables" ? $"nft list chain {of} merlon OUTPUT" : $"{tables} -nvxL OUTPUT")}
            """);
        var pattern = backend is "nftables" ? "counter packets ([0-9]+)" : "\n +([0-9]+) .*DROP";
        var dropped = int.Parse(Regex.Match(counted, pattern).Groups[1].Value, CultureInfo.InvariantCulture);

        // Some are let through anew while all are sent.
        Assert.InRange(Sent - dropped, limit, limit + limit / 4);
    }

    // What one host sends goes another way than what a gateway forwards; nftables counts when it is told to.
    static string OfOutput(string rules) => rules.Replace("FORWARD", "OUTPUT", StringComparison.Ordinal)
        .Replace("hook forward", "hook output", StringComparison.Ordinal)
        .Replace("} drop", "} counter drop", StringComparison.Ordinal);

    // Forty minutes of honest clients, one of them busy; then 300 times a minute from his address, too.
    static string Log(string shared, string service, string others)
    {
        var lines = new List<(double At, string Source, string Label)>();
        for (var minute = 0; minute < 45; minute++)
        {
            for (var i = 0; i < 25; i++) lines.Add((minute * 60 + i * 2.1, shared, "benign"));
            for (var i = 1; i < 100; i++) lines.Add((minute * 60 + i % 60, $"{others}{i}", "benign"));
        }

        for (var i = 0; i < 1_200; i++) lines.Add((2_400 + i * 0.2, shared, "malicious"));
        var text = new StringBuilder(
            "timestamp,src ip,src port,dst ip,dst port,protocol,src packets,dst packets,label\n");
        foreach (var (i, (at, source, label)) in lines.OrderBy(line => line.At).Index())
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{1_767_268_800 + at:0.000},{source},{10_000 + i % 50_000},{service},53,udp,1,1,{label}\n");
        }

        return text.ToString();
    }
}
