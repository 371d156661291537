using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon;

/// <summary>What Merlon reads against what iptables and the kernel take, by rules made at random.</summary>
public sealed class RuleSyntaxTests
{
    const int BatchSize = 64, Round = 500;

    [Theory]
    [InlineData(IpFamily.V4)]
    [InlineData(IpFamily.V6)]
    public void A_thousand_rules_are_read_as_the_kernel_takes_them(IpFamily family) => Compare(family, 2);

    /// <summary>For the long proofs of <c>./test --full</c>.</summary>
    [Theory]
    [InlineData(IpFamily.V4)]
    [InlineData(IpFamily.V6)]
    public void Fifty_thousand_rules_are_read_as_the_kernel_takes_them(IpFamily family)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("MERLON_FULL") is "1", "a long proof: ./test --full");
        Compare(family, 100, firstSeed: 1_000);
    }

    static void Compare(IpFamily family, int rounds, int firstSeed = 1)
    {
        using var kernel = new KernelRules();
        using var progress = new Progress($"{family}", rounds);
        var comparison = new Comparison(kernel, family);
        for (var round = 0; round < rounds; round++)
        {
            comparison.Run(new RuleWords(new(firstSeed + round), family).Lines(Round));
            progress.Report(round + 1);
        }

        TestContext.Current.TestOutputHelper!.WriteLine(comparison.Summary);
        Assert.True(comparison.Disagreements.Count == 0, string.Join('\n', comparison.Disagreements.Take(50)));
    }

    /// <summary>Merlon and the kernel, asked the same.</summary>
    sealed class Comparison(KernelRules kernel, IpFamily family)
    {
        int _right, _wrong, _known;

        public List<string> Disagreements { get; } = [];

        public string Summary =>
            $"{_right + _wrong} rules: {_right} right, {_wrong} wrong; in {_known} of them iptables is known to err";

        public void Run(IReadOnlyList<string> lines)
        {
            var areRight = lines.ToLookup(line => RuleSetReader.Read(KernelRules.Table([line]), family).IsValid);
            _right += areRight[true].Count();
            _wrong += areRight[false].Count();
            foreach (var batch in areRight[true].Chunk(BatchSize)) Compare(batch);
            foreach (var line in areRight[false]) Compare([line]);
        }

        // Halves what differs until the one rule is found.
        void Compare(string[] lines)
        {
            var text = KernelRules.Table(lines);
            var read = RuleSetReader.Read(text, family);
            var printed = read.IsValid ? KernelRules.RulesOf(RuleSetWriter.Print(read.Rules)) : null;
            var loaded = kernel.Load(family, text);
            if (printed is null ? loaded is null : loaded?.SequenceEqual(printed) == true) return;

            if (lines.Length > 1)
            {
                Compare(lines[..(lines.Length / 2)]);
                Compare(lines[(lines.Length / 2)..]);
            }
            else if (KnownErrors.Explain(lines[0], read)) _known++;
            else
            {
                Disagreements.Add($"""
                    {lines[0]}
                        Merlon: {(printed is null ? read.Faults[0] : string.Join(" | ", printed))}
                        kernel: {(loaded is null ? kernel.Errors : string.Join(" | ", loaded))}
                    """);
            }
        }
    }
}

/// <summary>A bar on standard error, for proofs that take minutes.</summary>
sealed class Progress(string name, int all) : IDisposable
{
    const int Width = 40;

    public void Report(int done)
    {
        if (all < Width || done % (all / Width) != 0) return;
        var filled = done * Width / all;
        var bar = new string('#', filled).PadRight(Width, '.');
        Console.Error.Write($"\r{name} [{bar}] {100 * done / all} %");
    }

    public void Dispose()
    {
        if (all >= Width) Console.Error.WriteLine();
    }
}
