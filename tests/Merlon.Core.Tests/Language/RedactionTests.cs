using Merlon.Detection;
using Merlon.Net;

namespace Merlon.Language;

public class RedactionTests
{
    static readonly string[] Hosts = ["web01", "web01.corp.example", "Datenbank"], Users = ["alice", "root", "o.brien"];

    readonly Redaction _redaction = new(Hosts, Users);

    [Theory]
    [InlineData("SRC=203.0.113.5 DST=203.0.113.6", "SRC=10.1.1.1 DST=10.1.1.3")]
    [InlineData("203.0.113.5:80, (203.0.113.5)", "10.1.1.1:80, (10.1.1.1)")]
    [InlineData("203.0.113.0/24 holds 203.0.113.5", "10.1.1.0/24 holds 10.1.1.5")]
    [InlineData("[2001:db8:7::1]:443 fe80::9%eth0", "[2001:db8:0:1::1]:443 fe80:0:0:1::1%eth0")]
    [InlineData("::ffff:203.0.113.5", "::ffff:10.1.1.1")]
    [InlineData("52:54:00:12:34:56 52-54-00-12-34-56", "02:00:5e:00:00:01 02-00-5e-00-00-01")]
    [InlineData("52:54:00:ab:cd:ef 52:54:00:AB:CD:EF", "02:00:5e:00:00:01 02:00:5E:00:00:01")]
    [InlineData("2a02:900::/24 64.0.0.0/7", "2001:db8:0:1::1/24 10.1.1.1/7")]
    [InlineData("web01 WEB01.corp.example web012", "host-1 host-2 web012")]
    [InlineData("alice@web01, CORP\\alice", "user-1@host-2, CORP\\user-1")]
    [InlineData("<alice@corp.example>", "<mail-1@example.com>")]
    [InlineData("host-7 is none", "host-1 is none")]
    [InlineData("web01-10.2.3.4", "host-1-10.1.1.1")]
    [InlineData("host-192.168.1.1", "host-10.1.1.1")]
    [InlineData("IP 203.0.113.5.443 > 198.51.100.7.80:", "IP 10.1.1.1.443 > 240.1.1.1.80:")]
    [InlineData("\"\\nweb01\\t203.0.113.5\"", "\"\\nhost-1\\t10.1.1.1\"")]
    [InlineData("srv1.corp2.example, SRV1.CORP2.EXAMPLE", "host-1, Host-1")]
    [InlineData("https://srv1.corp2.example:8443/x.json", "https://host-1:8443/x.json")]
    [InlineData("srv1.corp2.example.443 > bücher.xn--e1afmkfd.", "host-1.443 > host-2.")]
    [InlineData("web01.corp2.example srv1[.]corp2[.]example", "host-1 host-2")]
    [InlineData("ip-10-1-2-3.ec2.internal ip-20-1-2-3", "host-1 ip-10-1-1-1")]
    [InlineData("10[.]1[.]2[.]3 10(.)1.2.3 10.1[dot]2.3", "10[.]1[.]1[.]1 10(.)1(.)1(.)1 10[dot]1[dot]1[dot]1")]
    [InlineData("2001[:]db8:7::1/64 10.9.8[.]0/24", "2001[:]db8[:]0[:]1[:][:]1/64 10[.]1[.]1[.]0/24")]
    [InlineData(@"(142\.109\.42\.0/24|142\\.109\\.42\\.7)", @"(10\.1\.1\.0/24|10\\.1\\.1\\.5)")]
    [InlineData(@"203.0.113.0\/24 203\.0\.113\.0\/24", @"10.1.1.0\/24 10\.1\.1\.0\/24")]
    [InlineData("255.66.214.64 0.1.2.3", "10.1.1.1 240.1.1.1")]
    [InlineData("10.1.2.3-10.1.2.9 1-10.1.2.3", "10.1.1.1-10.1.1.9 1-10.1.1.1")]
    public void Names_and_addresses_have_pseudonyms(string text, string redacted)
    {
        Assert.Equal(redacted, _redaction.Redact(text));
        Assert.Equal(text, _redaction.Restore(redacted));
    }

    [Theory]
    [InlineData("127.0.0.1 ::1 0.0.0.0/0 ::/0 224.0.0.251 255.255.255.0 255.0.0.0 0.0.0.255 ff02::1")]
    [InlineData("12:30:45 2026-11-23T12:30:45 1.2.3 root ::= a::= x std::vector")]
    [InlineData("/var/log/auth.log x.flows.csv.gz site.yaml T1110.001 e.g. a.b 1.5s ... and[.] (.) web02")]
    public void What_tells_of_nobody_stays(string text) => Assert.Equal(text, new Redaction([], []).Redact(text));

    [Fact]
    public void A_model_may_speak_of_the_pseudonyms_in_other_words()
    {
        var redacted = _redaction.Redact("203.0.113.5 203.0.113.9 web01 2001:db8:7::1");
        Assert.Equal("10.1.1.1 10.1.1.9 host-1 2001:db8:0:1::1", redacted);
        Assert.Equal(
            @"-s 203.0.113.0/24, 203.0.113.0\/24, 203.0.113.5/32; 2001:db8:7::/48 web01:80 ""\nweb01""",
            _redaction.Restore("-s 10.1.1.0/24, 10.1.1.0\\/24, 10.1.1.1/32; 2001:db8::/48 host-1:80 \"\\nhost-1\""));
    }

    [Fact]
    public void It_may_write_them_as_they_are_or_defanged()
    {
        Assert.Equal("10[.]1[.]1[.]1 2001:db8:0:1::1", _redaction.Redact("203[.]0[.]113[.]5 2001:db8:7::1"));
        Assert.Equal(
            "203.0.113.5 203-0-113-5 2001[:]db8[:]7[:][:]1",
            _redaction.Restore("10.1.1.1 10-1-1-1 2001[:]db8[:]0:1::1"));
    }

    [Theory]
    [InlineData("10.9.9.9 10.1.1.7 8.8.8.8/24 host-99 2001:db8:9::1 mail-5@example.com 02:00:5e:00:00:99")]
    public void What_it_makes_up_stays(string invented)
    {
        _redaction.Redact("203.0.113.5 web01 2001:db8:7::1");
        Assert.Equal(invented, _redaction.Restore(invented));
    }

    [Fact]
    public void What_was_redacted_is_restored_to_the_letter()
    {
        var draws = new UniformDraws(11);
        for (var session = 0; session < 300; session++)
        {
            var redaction = new Redaction(Hosts, Users);
            var told = new List<(string Text, string Redacted)>();
            for (var i = 0; i < 10; i++)
            {
                var text = Text(draws);
                told.Add((text, redaction.Redact(text)!));
            }

            foreach (var (text, redacted) in told)
            {
                Assert.Equal(text, redaction.Restore(redacted));
                Assert.Equal(redacted, redaction.Redact(text));
            }
        }
    }

    [Fact]
    public void Nothing_of_the_original_is_left()
    {
        var draws = new UniformDraws(12);
        for (var i = 0; i < 500; i++)
        {
            // No pseudonym begins so: neither 10, nor 240 and more, nor a documentation prefix.
            var (address, other) = ($"{11 + draws.Below(9)}.{draws.Below(256)}.7.{draws.Below(256)}", "2a02:4:7::53");
            var text = $"{Text(draws)}§ x{address}:80 {address}/32,{other}/64 [{other}] Alice WEB01 a@b.example "
                + $"{address.Replace(".", "[.]")} {address.Replace(".", @"\.")} ip-{address.Replace('.', '-')} "
                + "b.example";
            var redacted = new Redaction(Hosts, Users).Redact(text)!.Split('§')[1];
            foreach (var original in new[] { address, other, "alice", "web01", "b.example" })
                Assert.DoesNotContain(original, Plain(redacted), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void There_are_enough_for_all_of_the_internet()
    {
        var addresses = Enumerable.Range(0, 256).Select(octet => $"{octet}.77.1.2").ToList();
        var redacted = addresses.Select(address => _redaction.Redact(address)!).ToList();
        Assert.Equal(256, redacted.Distinct().Count());
        Assert.Equal(addresses, redacted.Select(_redaction.Restore));
        Assert.Equal(17, addresses.Intersect(redacted).Count());   // loopback and multicast
    }

    [Fact]
    public void Prefixes_hold_the_same_hosts()
    {
        var draws = new UniformDraws(13);
        var held = 0;
        for (var i = 0; i < 2_000; i++)
        {
            var redaction = new Redaction([], []);
            Ip[] hosts = [.. Enumerable.Range(0, 8).Select(_ => Address(draws))];
            var least = hosts[0].IsV4 ? 8 : 32;
            var length = least + (int)draws.Below(hosts[0].Family.Bits - least + 1);
            var prefix = IpPrefix.Around(hosts[0], length);
            var words = redaction.Redact($"{string.Join(' ', hosts)} {prefix}")!.Split(' ');
            var pseudonym = IpPrefix.Parse(words[^1]);
            Assert.Equal(length, pseudonym.Length);
            foreach (var (host, word) in hosts.Zip(words))
            {
                Assert.Equal(prefix.Contains(host), pseudonym.Contains(Ip.Parse(word)));
                if (prefix.Contains(host)) held++;
            }
        }

        Assert.True(held > 3_000, "the addresses are too far from each other");
    }

    [Fact]
    public void A_session_is_bounded()
    {
        for (var i = 0; i < 8; i++)
        {
            var many = string.Join(' ', Enumerable.Range(0, 5_000).Select(host => $"20.{i}.{host / 256}.{host % 256}"));
            if (_redaction.Redact(many) is null) return;
        }

        Assert.Fail("no bound was met");
    }

    [Theory]
    [InlineData("a.")]
    [InlineData("1.")]
    [InlineData("a:")]
    [InlineData("::")]
    [InlineData("1:a::")]
    [InlineData("host-1")]
    [InlineData("web01-")]
    [InlineData("00-")]
    [InlineData("a@a.")]
    [InlineData("1[.]")]
    [InlineData("1-")]
    [InlineData("a\\.")]
    [InlineData("a\\\\")]
    public async Task A_megabyte_without_a_space_is_little_work(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        var end = TestContext.Current.CancellationToken;
        var restored = Task.Run(() => _redaction.Restore(_redaction.Redact(text) ?? text), end);
        Assert.Equal(text, await restored.WaitAsync(TimeSpan.FromSeconds(20), end));
    }

    [Fact]
    public void A_model_behind_it_sees_pseudonyms_and_is_heard_without()
    {
        var model = new Parrot();
        var form = new AnswerForm("root ::= number", "{}");
        var prompt = new ModelPrompt("spare web01", [new(Speaker.User, "who is 203.0.113.5?")], form);

        var reply = new RedactingModel(model, _redaction).Answer(prompt, TestContext.Current.CancellationToken);

        Assert.Equal("spare host-1", model.Asked!.System);
        Assert.Equal([new(Speaker.User, "who is 10.1.1.1?")], model.Asked.Turns);
        Assert.Equal(form, model.Asked.Form);
        Assert.Equal(("who is 203.0.113.5?", "spare web01"), (reply.Text, reply.Thinking));
    }

    static string Plain(string text) => text.Replace("[.]", ".").Replace(@"\.", ".").Replace('-', '.');

    static Ip Address(UniformDraws draws) => draws.Below(2) == 0
        ? Ip.V4((uint)(0xC600_0000 + (draws.Below(2) << 24) + (draws.Below(4) << 14) + draws.Below(256)))
        : new(((UInt128)0x2A02_0000_0000_0000 << 64) + (UInt128)(draws.Below(3) << 60) + (UInt128)draws.Below(9));

    // Near each other and near the pseudonyms, in several spellings, with anything between them.
    static string Text(UniformDraws draws)
    {
        string[] pieces =
        [
            $"203.0.113.{draws.Below(4)}", $"10.1.1.{draws.Below(4)}", $"10.{draws.Below(3)}.0.0", "240.1.1.1",
            "010.1.1.001", "127.0.0.1", $"/{draws.Below(36)}", "2001:db8::1", "2001:DB8::1", "2001:db8:0:1::1",
            "2001:0db8::0001", "fe80::1", "::ffff:10.1.1.1", "::", "web01", "WEB01", "wEb01", "web01.corp.example",
            "Datenbank", "alice", "Alice", "o.brien", "host-1", "Host-2", "user-1", "mail-1@example.com",
            "bob@corp.example", "52:54:00:12:34:56", "52:54:00:AB:cd:ef", "5254.00ab.CDEF", "02:00:5e:00:00:01",
            "02-00-5E-00-00-01", "203-0-113-1", "203[.]0[.]113[.]1", @"10\.1\.1\.1", "10[.]1.1(.)1", "[.]", "[:]",
            "srv1.corp.example", "SRV1.corp.example", "srv1[.]corp.example", "host-1.lan", "(", ")", " ", " ", ",", ":",
            ".", "-", "/", "@", "\\n", "\\", "a", "1", "é", "😀", "\"", "=",
            "\n",
        ];
        return string.Concat(Enumerable.Range(0, 12).Select(_ => pieces[draws.Below(pieces.Length)]));
    }

    sealed class Parrot : ILanguageModel
    {
        public string Name => "parrot";

        public ModelPrompt? Asked { get; private set; }

        public ModelReply Answer(ModelPrompt prompt, CancellationToken end)
        {
            Asked = prompt;
            return new(prompt.Turns[^1].Text, prompt.System, null, null);
        }
    }
}
