using System.Diagnostics;

namespace Merlon;

/// <summary>Named sets of nftables in a real kernel, in namespaces that end with the test.</summary>
public sealed class AddressSetTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ip", "203.0.113.0/24", "198.51.100.9", "198.51.100.9/32")]
    [InlineData("ip6", "2001:db8:9::/48", "2001:db8::9", "2001:db8::9/128")]
    public void What_convert_writes_loads_again_and_again_and_holds_what_the_rules_named(
        string family, string block, string alone, string asIptables)
    {
        var rules = $"""
            *filter
            # why; flush ruleset; \
            -A INPUT -s {asIptables} -j DROP
            # "why
            -A INPUT -s {block} -j DROP
            -A INPUT -s {block.Replace("/24", "/25").Replace("/48", "/49")} -j DROP
            COMMIT

            """;
        var text = Convert(rules);
        var load = $"nft -f - <<'END'\n{text}END\n";
        var listed = Loaded($"{load}{load}nft list table {family} merlon");
        Assert.Contains($"elements = {{ {alone}, {block} }}", Squeezed(listed), StringComparison.Ordinal);
        Assert.Contains($"{family} saddr @sources_1 drop", listed, StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_thousand_addresses_load()
    {
        var rules = string.Join('\n', Enumerable.Range(0, 10_000).Select(i =>
            $"# why {i}\n-A FORWARD -s 10.{i / 200}.{i % 200}.7/32 -j DROP"));
        _folder.Write("large", Convert($"*filter\n{rules}\nCOMMIT\n"));
        Assert.Equal("10000\n", Loaded(
            $"nft -f {_folder.Root}/large; nft list set ip merlon sources_1 | grep -o '\\.7[ ,]' | wc -l"));
    }

    [Fact]
    public void With_a_timeout_an_address_is_blocked_and_then_is_not()
    {
        var log = _folder.Write("log.csv", """
            timestamp,src ip,src port,dst ip,dst port,protocol,label
            1767268810,203.0.113.7,2000,192.0.2.1,80,tcp,malicious
            1767268820,2001:db8:5::5,3000,2001:db8:1::1,53,udp,malicious

            """);
        _folder.Write("rules", Run.Merlon(
            "respond", log, "--chain", "INPUT", "--emit", "nftables", "--timeout", "3s").Output);
        var since = Stopwatch.GetTimestamp();
        Assert.Equal("before 0 0\nduring 1 1\nafter 0 0\n", Loaded($$"""
            ip link set lo up
            ip address add 203.0.113.7/32 dev lo
            ip -6 address add 2001:db8:5::5/128 dev lo nodad
            answers() {
              code=0; ping -c 1 -W 1 -I 203.0.113.7 127.0.0.1 > /dev/null || code=$?
              code6=0; ping -6 -c 1 -W 1 -I 2001:db8:5::5 ::1 > /dev/null || code6=$?
              echo $1 $code $code6
            }
            answers before
            nft -f {{_folder.Root}}/rules
            answers during
            while nft list ruleset | grep -q expires; do :; done
            answers after
            """));
        Assert.True(Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(3));
    }

    [Theory]
    [InlineData("respond x --timeout 1h", "expected --emit nftables beside it")]
    [InlineData("respond x --emit nftables --timeout 0", "expected at least 1 s")]
    [InlineData("rules convert x --to iptables --timeout 1h", "expected --to nftables beside it")]
    [InlineData("rules convert x --counters --timeout 1h", "expected no --counters beside it")]
    public void A_timeout_that_nobody_could_keep_is_refused(string command, string expected)
    {
        var ended = Run.Merlon(command.Split(' '));
        Assert.Equal((2, ""), (ended.Status, ended.Output));
        Assert.Contains(expected, ended.Errors, StringComparison.Ordinal);
    }

    string Convert(string rules)
    {
        var ended = Run.Merlon("rules", "convert", _folder.Write("iptables", rules));
        Assert.True(ended.Status == 0, ended.Errors);
        return ended.Output;
    }

    static string Loaded(string commands)
    {
        var ended = Run.InOwnNetwork(commands);
        Assert.True(ended.Status == 0, ended.Errors);
        return ended.Output;
    }

    static string Squeezed(string text) =>
        string.Join(' ', text.Split((char[])[' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
