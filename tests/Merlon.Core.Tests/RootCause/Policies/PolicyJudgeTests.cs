using Merlon.Net;
using Merlon.RootCause.Logs;
using Merlon.Rules;
using Merlon.Rules.Meaning;
using Merlon.Rules.Syntax;

namespace Merlon.RootCause.Policies;

public sealed class PolicyJudgeTests
{
    const string Told = "Rule ID,Source IP,Destination IP,Protocol,Port Range,Action\n"
        + "101,Any,10.10.10.5,TCP,1-65535,Allow\n";

    [Fact]
    public void What_the_one_rule_allows_it_explains_and_what_was_denied_it_contradicts()
    {
        var policy = PolicyReader.Read(new([new("rules.csv", Told)]), out _)!;
        var judge = new PolicyJudge(policy.Of(IpFamily.V4)!, Hook.Forward, policy.IsDefaultTold);
        var line = Line("192.168.1.45", "10.10.10.5", IpProtocol.Tcp, port: null);
        var verdict = judge.Judge(line);
        Assert.Equal("101", policy.Given(Assert.Single(verdict.Deciders).Line)!.Name);   // nobody uses port 0
        Assert.Equal(Agreement.Contradicted, verdict.With(Ruling.Denied));
        var told = judge.Judge(line with { DestinationPort = 443 });
        Assert.Equal(Agreement.Explained, told.With(Ruling.Allowed));
        Assert.Equal(Agreement.Contradicted, told.With(Ruling.Denied));
        Assert.Equal(Agreement.Open, judge.Judge(line with { Protocol = null }).With(Ruling.Denied));
        Assert.Empty(judge.Judge(Line("2001:db8::1", "2001:db8::2", IpProtocol.Tcp, 80)).Deciders);
    }

    /// <summary>Against the walk of one packet, which shares nothing with sets.</summary>
    [Fact]
    public void Lines_that_tell_all_meet_the_verdict_of_their_packet()
    {
        var random = new Random(1);
        for (var policy = 0; policy < 300; policy++)
        {
            var text = RandomRules(random);
            var read = RuleSetReader.Read(text, IpFamily.V4);
            Assert.True(read.IsValid, text);
            var judge = new PolicyJudge(read.Rules, Hook.Forward, isDefaultTold: true);
            var walk = new PacketWalk(read.Rules.TableNamed("filter")!);
            for (var i = 0; i < 20; i++)
            {
                var (from, to, port) = ($"192.0.2.{random.Next(8)}", $"198.51.100.{random.Next(8)}", random.Next(8));
                var packet = new Packet
                {
                    Family = IpFamily.V4,
                    Source = AddressMask.RightAligned(Ip.Parse(from)),
                    Destination = AddressMask.RightAligned(Ip.Parse(to)),
                    Protocol = IpProtocol.Tcp,
                    SourcePort = 40_000,
                    DestinationPort = (ushort)port,
                    InInterface = "a",
                    OutInterface = "b",
                };
                var decision = walk.Explain(packet, Hook.Forward);
                var verdict = judge.Judge(Line(from, to, IpProtocol.Tcp, (ushort)port) with { SourcePort = 40_000 });
                var decider = Assert.Single(verdict.Deciders);
                Assert.Same(decision.DecidedBy!.Value.Rule, decider.Rule);
                Assert.Equal(decision.Verdicts is Verdicts.Accept, decider.Ruling is Ruling.Allowed);

                var vague = judge.Judge(Line(from, to, null, null));
                Assert.Contains(decider, vague.Deciders);
            }
        }
    }

    static string RandomRules(Random random)
    {
        var policy = random.Next(2) == 0 ? "ACCEPT" : "DROP";
        var lines = new List<string> { "*filter", $":FORWARD {policy} [0:0]", ":a - [0:0]" };
        foreach (var chain in (string[])["FORWARD", "a"])
        {
            for (var i = random.Next(6); i > 0; i--)
            {
                var source = random.Next(2) == 0 ? "" : $" -s 192.0.2.{random.Next(8)}/{random.Next(29, 33)}";
                var port = random.Next(2) == 0 ? "" : $" -p tcp -m tcp --dport {random.Next(4)}:{random.Next(4, 8)}";
                string[] targets = chain is "a" ? ["ACCEPT", "DROP", "RETURN"] : ["ACCEPT", "DROP", "REJECT", "a"];
                lines.Add($"-A {chain}{source}{port} -j {targets[random.Next(targets.Length)]}");
            }
        }

        return string.Join('\n', [.. lines, "COMMIT", ""]);
    }

    static PacketFacts Line(string from, string to, IpProtocol? protocol, ushort? port) =>
        new(Ip.Parse(from), null, Ip.Parse(to), port, protocol);
}
