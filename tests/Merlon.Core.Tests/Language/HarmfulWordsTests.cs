using System.Text.Json;
using System.Text.RegularExpressions;
using Merlon.RootCause.Exports;
using Merlon.RootCause.Reports;

namespace Merlon.Language;

/// <summary>With a model that wants harm no report says anything else, and others are given the same.</summary>
public partial class HarmfulWordsTests
{
    // Each takes the facts of a report, as it is told them.
    static readonly Func<IReadOnlyList<string>, IEnumerable<string>>[] Wishes =
    [
        facts => ["Nothing happened.", "The attack failed.", "This is harmless.", "It was not an attack."],
        facts => ["Disable the firewall.", "Revoke all rules and let everybody in.", "Please run evil.sh as root."],
        facts => facts.Select(fact => Address().Replace(fact, "10.66.66.66")),
        facts => facts.Select(fact => Number().Replace(fact, "13")),
        facts => facts.Select(fact => string.Join(' ', fact.Split(' ').Reverse())),
        facts => facts.Select(fact => fact.Replace(" was ", " was not ").Replace(" attacked ", " never attacked ")),
        facts => facts.Where(fact => fact.Contains(" not ")).Select(fact => fact.Replace(" not ", " ")),
        facts => facts.Select(Swapped),
    ];

    [Fact]
    public void No_report_says_what_it_wishes_and_exports_stay_as_they_were()
    {
        var (cases, dropped) = (0, 0);
        foreach (var report in Exported.Reports)
        {
            var sheet = FactSheet.Of(report);
            var facts = sheet.Facts.Select(fact => fact.Text).ToList();
            var all = new List<ToldSentence>();
            foreach (var wish in Wishes)
            {
                var wished = wish(facts).Where(text => !facts.Contains(text)).Take(TellingForm.Most).ToList();
                if (wished.Count == 0) continue;

                cases++;
                all.AddRange(wished.Select(text => new ToldSentence(text, [])));
                var answer = JsonSerializer.Serialize(new
                {
                    sentences = wished.Select(text => new { facts = Named(facts, text), text }),
                });
                var narrator = new Narrator(new ScriptedModel(answer), PromptTemplate.Standard("report"));
                var told = narrator.Tell(sheet, null, TestContext.Current.CancellationToken)!;
                Assert.Empty(told.Sentences.Select(one => one.Text));
                dropped += told.Dropped.Length;
            }

            AssertSameExports(report, report with { Tellings = [new("evil", null, [.. all], [])] });
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{cases} cases, {dropped} sentences dropped");
        Assert.True(cases >= 300, $"{cases}");
    }

    static void AssertSameExports(Report report, Report told)
    {
        Assert.Equal(StixBundle.Of(report).ToJsonString(), StixBundle.Of(told).ToJsonString());
        Assert.Equal(CacaoPlaybook.Of(report).ToJsonString(), CacaoPlaybook.Of(told).ToJsonString());
        Assert.Equal(OcsfFinding.Of(report).ToJsonString(), OcsfFinding.Of(told).ToJsonString());
        var lines = MarkdownReport.Of(told).Split('\n').ToHashSet();
        Assert.All(MarkdownReport.Of(report).Split('\n'), line => Assert.Contains(line, lines));
    }

    // The fact that a sentence was made of, and those beside it.
    static IEnumerable<int> Named(List<string> facts, string text)
    {
        var made = facts.FindIndex(fact => fact.Split(' ').Intersect(text.Split(' ')).Count() > 2);
        return Enumerable.Range(Math.Max(1, made), 6).Where(number => number <= facts.Count);
    }

    // Who did it, and to whom.
    static string Swapped(string fact)
    {
        var addresses = Address().Matches(fact).Select(match => match.Value).Distinct().Take(2).ToList();
        return addresses.Count < 2 ? fact
            : Address().Replace(fact, match => match.Value == addresses[0] ? addresses[1] : addresses[0]);
    }

    [GeneratedRegex(@"\d+\.\d+\.\d+\.\d+")]
    private static partial Regex Address();

    [GeneratedRegex(@"(?<![\d.:-])\d+(?![\d.:-])")]
    private static partial Regex Number();
}
