using System.Formats.Tar;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Merlon.Net;

namespace Merlon;

/// <summary>
/// The conversion against the translations that the iptables project gives of its own rules, wherever all of a rule is
/// modelled: the kernel is given the same.
/// </summary>
public sealed partial class TranslationTests
{
    const string Never = "no packet meets it: ours is no rule at all";
    const string Length = "iptables looks at the length that the header tells, theirs at the bytes that are there";

    // Each with the reason why ours is another.
    static readonly Dictionary<string, string> Others = new()
    {
        ["iptables-translate -A FORWARD ! -i +"] = Never,
        ["iptables-translate -I OUTPUT -p tcp ! --sport 0:65535 -j ACCEPT"] = Never,
        ["iptables-translate -I OUTPUT -p udp ! --sport 0:65535 -j ACCEPT"] = Never,
        ["iptables-translate -t filter -I INPUT -p tcp -m multiport --ports 10"] =
            "theirs is a set of pairs of ports; ours is two rules, of which a packet meets one",
        ["iptables-translate -A INPUT ! -f -p tcp --dport 22"] =
            "conntrack is at work in our table, so that there are no fragments to leave out",
        ["iptables-translate -A INPUT -p tcp --tcp-option 23"] = "ours asks for TCP first, as the kernel itself does",
        ["iptables-translate -A INPUT -p tcp ! --tcp-option 23"] = "theirs is met by all that is not TCP",
        ["iptables-translate -A INPUT -p icmp -m length --length 86:0xffff -j DROP"] = Length,
        ["iptables-translate -A INPUT -p udp -m length --length :400"] = Length,
        ["iptables-translate -A INPUT -p udp -m length --length 40"] = Length,
        ["iptables-translate -A INPUT -p udp -m length ! --length 40"] = Length,
    };

    [Fact]
    public void Each_translation_says_the_same_but_those_listed()
    {
        var output = TestContext.Current.TestOutputHelper!;
        var disagreements = new List<string>();
        var (agreeing, others) = (0, 0);
        foreach (var translation in Translations())
        {
            if (!translation.IsModelled) others++;
            else if (translation.Disagreement() is not { } told) agreeing++;
            else
            {
                disagreements.Add(translation.Line);
                if (!Others.ContainsKey(translation.Line)) output.WriteLine($"{translation.Line}\n{told}\n");
            }
        }

        output.WriteLine($"{agreeing} agree, {disagreements.Count} do not, {others} are not modelled or not of filter");
        Assert.Equal(Others.Keys.Order(), disagreements.Order());
        Assert.True(agreeing > 100);
    }

    [Theory]
    [InlineData("th dport 80", "th dport 81")]
    [InlineData("th dport { 80, 82-84 }", "th dport { 80, 82-85 }")]
    [InlineData("th dport != { 80, 443 }", "th dport { 80, 443 }")]
    [InlineData("ip saddr 192.0.2.0/24", "ip daddr 192.0.2.0/24")]
    [InlineData("ct state { new, related }", "ct state { new, established }")]
    [InlineData("tcp flags & (syn | ack) == syn", "tcp flags & (syn | ack) != syn")]
    public void What_says_another_thing_is_noticed(string rule, string other)
    {
        var translation = new Translation("", IpFamily.V4, "INPUT", "", $"meta l4proto 6 {rule} counter");
        Assert.Null(translation.Difference([$"meta l4proto tcp {rule} counter"]));
        Assert.NotNull(translation.Difference([$"meta l4proto tcp {other} counter"]));
        Assert.NotNull(translation.Difference([$"meta l4proto tcp {rule} counter accept"]));
    }

    static IEnumerable<Translation> Translations()
    {
        var path = Path.Combine(Run.Root, "../shared/data/firewall/iptables-tests.tar.gz");
        Assert.SkipUnless(File.Exists(path), "needs ../shared/data/firewall/iptables-tests.tar.gz");
        using var zipped = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var tar = new TarReader(zipped);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null || !entry.Name.EndsWith(".txlate", StringComparison.Ordinal)) continue;
            using var text = new StreamReader(entry.DataStream);
            foreach (Match match in Pair().Matches(text.ReadToEnd()))
            {
                yield return new(
                    match.Groups["line"].Value,
                    match.Groups["six"].Length > 0 ? IpFamily.V6 : IpFamily.V4,
                    ChainOf(match.Groups["chain"].Value),
                    match.Groups["rule"].Value.Trim(),
                    match.Groups["theirs"].Value);
            }
        }
    }

    // What stands in other tables means the same in filter, as long as it may stand there.
    static string ChainOf(string chain) => chain is "INPUT" or "OUTPUT" ? chain : "FORWARD";

    [GeneratedRegex(
        @"^(?<line>ip(?<six>6?)tables(-translate)? (-t \w+ )?-[AI] (?<chain>\w+)(?<rule>.*))\n"
        + @"nft '(add|insert) rule ip6? \w+ \w+ (?<theirs>.*)'$", RegexOptions.Multiline)]
    private static partial Regex Pair();
}
