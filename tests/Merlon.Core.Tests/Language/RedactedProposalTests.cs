using System.Text.Json;
using System.Text.RegularExpressions;
using Merlon.Context.Syntax;
using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Language;

/// <summary>A model that proposes rules behind redaction sees nobody's address, however it is written.</summary>
public sealed partial class RedactedProposalTests
{
    const string Site = """
        internal: 192.0.2.0/24
        critical: 192.0.2.12
        admins: [11.22.33.44, "2a02:4:7::/48"]
        allow:
          - {from: 12.23.34.45, to: 192.0.2.9, services: [tcp/8443], reason: payroll-db.corp.example of Alice Smith}
        """;

    static readonly string[] Names = ["payroll", "corp.example", "Alice", "Smith"];

    // Asked with a form and without, about windows of both families; it answers by the grammar that it is given.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_of_the_windows_the_traffic_or_the_site_is_told(bool isConstrained)
    {
        var (requests, rules) = (0, 0);
        for (var seed = 1; seed <= 12; seed++)
        {
            var flows = Moved(PortScan.Flows(seed), seed);
            var real = flows.SelectMany(flow => new[] { flow.Key.SourceIp, flow.Key.DestinationIp }).ToHashSet();
            var random = new Random(seed);
            var model = new ScriptedModel((prompt, _) =>
            {
                AssertTellsNothing(prompt, real);
                return ScriptedModel.Said(prompt.Form is { } form
                    ? new GrammarSampler(form.Grammar, random).Next()
                    : "-A FORWARD -p tcp --dport 23 -j DROP\nASK TOP sources\nASK TOP networks");
            });
            var proposer = new ModelProposer(
                new RedactingModel(model, new([], [])), ProposerBounds.Standard with { Calls = 6 },
                PromptTemplate.Standard("propose"), isConstrained);
            Answer(flows, proposer);
            requests += model.Prompts.Count;

            foreach (var rule in proposer.Exchanges.SelectMany(exchange => exchange.Answer.Rules))
            {
                foreach (var word in Option().Matches(rule.Line).Select(match => match.Groups[1].Value))
                    Assert.True(real.Any(IpPrefix.Parse(word).Contains), $"{rule.Line} is about nobody here");
                rules++;
            }
        }

        Assert.True(requests > 40 && rules > 40, $"{requests} requests, {rules} rules");
    }

    [Fact]
    public void A_form_of_pseudonyms_allows_what_stands_for_what_the_form_allows()
    {
        var written = 0;
        for (var seed = 1; seed <= 20; seed++)
        {
            var ways = Moved(PortScan.Flows(seed), seed).Take(400)
                .Select(flow => new AlertedWay(flow.Key, 1, flow.FirstSeen, false)).ToList();
            var form = RuleForm.Of(ways, Hook.Forward).Answer(mayAsk: false);
            var redaction = new Redaction([], []);
            var told = form.Readdressed!(word => redaction.Redact(word)!);
            var sampler = new GrammarSampler(told.Grammar, new(seed));
            for (var i = 0; i < 50; i++)
            {
                foreach (var line in sampler.Next().Split('\n', StringSplitOptions.RemoveEmptyEntries))
                {
                    Assert.Matches(Pattern(told), line);
                    Assert.Matches(Pattern(form), redaction.Restore(line));
                    Assert.Equal(line, redaction.Redact(redaction.Restore(line)));
                    if (Option().IsMatch(line)) written++;
                }
            }
        }

        Assert.True(written > 1_000, $"only {written} lines name an address");
    }

    static void AssertTellsNothing(ModelPrompt prompt, HashSet<Ip> real)
    {
        var texts = prompt.Turns.Select(turn => turn.Text)
            .Append(prompt.System).Append(prompt.Form?.Grammar ?? "").Append(prompt.Form?.Schema ?? "");
        foreach (var text in texts)
        {
            var plain = text.Replace("\\", "", StringComparison.Ordinal);   // whatever its escapes
            foreach (var word in AddressLike().Matches(plain).Select(match => match.Value))
                if (Ip.TryParse(word, out var address)) Assert.DoesNotContain(address, real);
            foreach (var name in (string[])[.. Names, "192.0.2.12", "11.22.33.44", "12.23.34.45", "2a02:4:7"])
                Assert.DoesNotContain(name, plain, StringComparison.OrdinalIgnoreCase);
        }
    }

    // Sources in networks that are nobody's pseudonym; each other window is of IPv6.
    static List<Flow> Moved(List<Flow> flows, int seed) =>
    [
        .. flows.Select(flow => flow with
        {
            Key = new(flow.Key.Protocol,
                flow.Key.Source with { Ip = Moved(flow.Key.SourceIp, seed) },
                flow.Key.Destination with { Ip = Moved(flow.Key.DestinationIp, seed) }),
        }),
    ];

    static Ip Moved(Ip address, int seed) => seed % 2 == 1
        ? Ip.V4(20u + address.V4Bits % 8 << 24 | (address.V4Bits & 0xFF_FFFF) >> 4 << 4 | address.V4Bits >> 28)
        : new(((UInt128)0x2A02_0000_0000_0000 << 64) + ((UInt128)(address.V4Bits % 64) << 64) + address.V4Bits);

    static void Answer(IEnumerable<Flow> flows, IProposer proposer)
    {
        var strategy = new MerlonStrategy(MerlonStrategy.StandardEpsilon, proposer: proposer);
        var site = SiteContextReader.Read(Site).Context!;
        var response = new Response(
            new(strategy, new(Hook.Forward, []), ResponseSettings.Default, isHindsight: true, site));
        foreach (var flow in flows)
            response.Next(new(RecordKind.Flow, flow.FirstSeen, flow), flow.Label is Label.Malicious);
        response.End();
    }

    static string Pattern(AnswerForm form)
    {
        using var schema = JsonDocument.Parse(form.Schema);
        return schema.RootElement.GetProperty("properties").GetProperty("rules").GetProperty("items")
            .GetProperty("pattern").GetString()!;
    }

    [GeneratedRegex(@"-[sd] (\S+)")]
    private static partial Regex Option();

    [GeneratedRegex("[0-9a-fA-F.:]{7,45}")]
    private static partial Regex AddressLike();
}
