using Merlon.Net;
using Merlon.Rules.Meaning;
using Merlon.Rules.Sets;

namespace Merlon.Rules.Lint;

/// <summary>Findings, and their absence, held against every kind of packet on many small policies.</summary>
public class LinterTests
{
    const int Policies = 10_000;

    [Fact]
    public void Anomalies_are_those_that_trying_every_packet_finds()
    {
        var counts = new Dictionary<Anomaly, int>();
        for (var seed = 0; seed < Policies; seed++)
        {
            var table = new SmallPolicy(new(seed)).Table();
            var found = Linter.Lint(IpFamily.V4, table, SmallPolicy.Protected);
            var expected = new BruteForce(table).Anomalies().ToHashSet();
            var claimed = found
                .Select(finding => (finding.Anomaly, finding.Rule?.Line ?? 0))
                .ToHashSet();
            Assert.True(expected.SetEquals(claimed), $"seed {seed}: {Listed(expected)} but {Listed(claimed)}");
            foreach (var finding in found) counts[finding.Anomaly] = counts.GetValueOrDefault(finding.Anomaly) + 1;
        }

        Assert.All(
            Enum.GetValues<Anomaly>(),
            anomaly => Assert.True(counts.GetValueOrDefault(anomaly) > 100, $"{anomaly}"));
    }

    [Fact]
    public void What_is_found_by_pairs_is_so()
    {
        var found = 0;
        for (var seed = 0; seed < Policies / 5; seed++)
        {
            var table = new SmallPolicy(new(seed)).Table();
            var whole = Linter.Lint(IpFamily.V4, table).Select(finding => finding.Line).ToHashSet();
            foreach (var finding in Linter.LintPairs(IpFamily.V4, table))
            {
                if (finding.Anomaly is not (Anomaly.MatchesNothing or Anomaly.Shadowed)) continue;
                var isLost = whole.Contains(finding.Line) || table.ChainNamed(finding.Chain)!.Policy is null;
                Assert.True(isLost, $"seed {seed}, line {finding.Line}: {finding.Anomaly}");
                found++;
            }
        }

        Assert.True(found > Policies / 50, $"{found}");
    }

    [Fact]
    public void A_cleaned_table_does_the_same_and_has_nothing_left_to_clean()
    {
        var removed = 0;
        for (var seed = 0; seed < Policies; seed++)
        {
            var table = new SmallPolicy(new(seed)).Table();
            var (cleaned, gone) = Cleaner.Clean(IpFamily.V4, table);
            Assert.True(PolicyDiff.Of(IpFamily.V4, table, cleaned, Hook.Forward).IsEmpty, $"seed {seed}");
            var (before, after) = (new PacketWalk(table), new PacketWalk(cleaned));
            Assert.All(SmallPolicy.All, packet =>
                Assert.Equal(before.Decide(packet, Hook.Forward), after.Decide(packet, Hook.Forward)));
            removed += gone.Length;
        }

        Assert.True(removed > Policies, $"{removed}");
    }

    static string Listed(IEnumerable<(Anomaly, int)> anomalies) => string.Join(", ", anomalies.Order());
}
