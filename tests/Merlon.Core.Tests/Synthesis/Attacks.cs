using Merlon.Flows;
using Merlon.Net;

namespace Merlon.Synthesis;

/// <summary>What may befall the site: malicious flows from a second on, of so many seconds.</summary>
sealed class Attacks(HonestSite site, Random random, double from, double seconds)
{
    public static readonly string[] Names =
    [
        "brute force", "slow brute force", "distributed brute force", "vertical scan", "horizontal scan",
        "flood by many sources", "behind a shared router", "flood from spoofed sources", "scan by a thousand",
        "infected host that scans", "infected host and its controller",
    ];

    readonly Ip _attacker = site.Outside();

    public IEnumerable<Flow> Of(string name) => name switch
    {
        "brute force" => Every(0.5, at => To(_attacker, HonestSite.Ssh, 22, at, isServed: true)),
        "slow brute force" => Every(45, at => To(_attacker, HonestSite.Ssh, 22, at, isServed: true)),
        "distributed brute force" => Every(0.2, Among(60), (at, source) => To(source, HonestSite.Ssh, 22, at, true)),
        "vertical scan" => Every(0.05, at => To(_attacker, HonestSite.Web, (ushort)random.Next(1, 65_536), at, false)),
        "horizontal scan" => Every(0.2, at =>
            To(_attacker, Ip.V4(0xC000_0200 + (uint)random.Next(256)), 445, at, isServed: false)),
        "flood by many sources" => Every(0.02, Among(200), (at, source) => To(source, HonestSite.Web, 80, at, true)),
        "behind a shared router" => Every(1, at => To(HonestSite.SharedRouter, HonestSite.Ssh, 22, at, true)),
        "flood from spoofed sources" => Every(0.02, at => To(site.Outside(), HonestSite.Web, 443, at, false)),
        "scan by a thousand" => Every(1, at =>
            To(site.Outside(), Ip.Parse("192.0.2.99"), (ushort)random.Next(1, 10_000), at, false)),
        "infected host that scans" => Every(0.1, at => To(Ip.Parse("192.0.2.52"), site.Outside(), 23, at, false)),
        _ => Every(10, at => To(Ip.Parse("192.0.2.52"), _attacker, 8_443, at, true)),
    };

    Flow To(Ip source, Ip destination, ushort port, double at, bool isServed) =>
        site.Tcp(source, destination, port, at, Label.Malicious, isServed);

    Ip[] Among(int sources) => [.. Enumerable.Range(0, sources).Select(_ => site.Outside())];

    IEnumerable<Flow> Every(double gap, Func<double, Flow> make)
    {
        for (var at = from; at < from + seconds; at += 2 * gap * random.NextDouble()) yield return make(at);
    }

    IEnumerable<Flow> Every(double gap, Ip[] sources, Func<double, Ip, Flow> make) =>
        Every(gap, at => make(at, sources[random.Next(sources.Length)]));
}
