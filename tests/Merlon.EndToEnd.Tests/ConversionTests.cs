using Merlon.Kernel;
using Merlon.Net;
using Merlon.Rules.Nftables;
using Merlon.Rules.Syntax;

namespace Merlon;

/// <summary>Whatever iptables takes and nftables has words for, nft takes once it is converted.</summary>
public sealed class ConversionTests
{
    const int Batch = 50;

    [Theory]
    [InlineData(IpFamily.V4)]
    [InlineData(IpFamily.V6)]
    public void Rules_of_all_words_load(IpFamily family)
    {
        var lines = new RuleWords(new(7), family).Lines(4_000)
            .Where(line => RuleSetReader.Read(KernelRules.Table([line]), family).IsValid);
        var (rules, leftOut) = Load(family, lines.Chunk(Batch).Select(KernelRules.Table));
        Assert.True(rules - leftOut > 300, $"{leftOut} of {rules} rules say nothing of the conversion");
    }

    [Theory]
    [InlineData(IpFamily.V4)]
    [InlineData(IpFamily.V6)]
    public void Tables_that_chains_run_through_load(IpFamily family)
    {
        var setup = new Setup(family, TracksConnections: true, Backend.Nftables);
        var random = new RandomRules(new(7), setup, Surroundings.Of(family));
        Load(family, Enumerable.Range(0, 300).Select(_ => random.Table()));
    }

    static (int Rules, int LeftOut) Load(IpFamily family, IEnumerable<string> tables)
    {
        var (rules, leftOut) = (0, 0);
        foreach (var batch in tables.Chunk(Batch))
        {
            var text = "";
            foreach (var (i, table) in batch.Index())
            {
                var filter = RuleSetReader.Read(table, family).Rules.TableNamed("filter")!;
                var converted = NftablesWriter.Convert(family, filter);
                rules += filter.Chains.Sum(chain => chain.Rules.Length);
                leftOut += converted.LeftOut.Length;
                text += converted.Print($"merlon_{i}");
            }

            var loaded = Run.InOwnNetwork("nft -f -", text);
            Assert.True(loaded.Status == 0, loaded.Errors);
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{rules} rules, {leftOut} of them left out");
        return (rules, leftOut);
    }
}
