using System.Diagnostics;
using System.Text;
using Merlon.Context.Syntax;

namespace Merlon.Context;

/// <summary>Whatever text comes: a context or faults, never an exception, and nothing that does not end.</summary>
public class SiteContextRobustnessTests
{
    const string Marks = "[]{}&*!|>'\"%@`#,:-?\n\t\0\ud800\uffff";

    [Fact]
    public void What_is_printed_reads_back_the_same()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var site = new RandomSite(new(seed)).Next();
            var printed = SiteContextWriter.Print(site);
            var again = SiteContextReader.Read(printed);
            Assert.True(again.Faults.IsEmpty, $"{string.Join('\n', again.Faults)}\n{printed}");
            Assert.Equal(printed, SiteContextWriter.Print(again.Context!));
            Assert.Equal(Said(site), Said(again.Context!));
        }
    }

    [Fact]
    public void Nothing_at_all_prints_and_reads_back() =>
        Assert.Equal("{}\n", SiteContextWriter.Print(SiteContextReader.Read("{}\n").Context!));

    [Fact]
    public void A_text_cut_at_each_byte_is_read_or_faulted()
    {
        var text = SiteContextReaderTests.Good;
        for (var length = 0; length <= text.Length; length++) Survives(text[..length]);
    }

    [Fact]
    public void A_text_with_any_byte_changed_is_read_or_faulted()
    {
        var random = new Random(1);
        var text = SiteContextReaderTests.Good;
        for (var i = 0; i < 20_000; i++)
        {
            var changed = new StringBuilder(text) { [random.Next(text.Length)] = (char)random.Next(1, 256) }.ToString();
            Survives(changed);
            Survives(changed.Insert(random.Next(text.Length), $"{Marks[random.Next(Marks.Length)]}"));
        }
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("a: &a [*a, ")]
    [InlineData("'")]
    [InlineData("\"\\")]
    [InlineData("!")]
    [InlineData("!<")]
    [InlineData("&")]
    [InlineData("*a ")]
    [InlineData("%")]
    [InlineData("#")]
    [InlineData("|")]
    [InlineData("---\n")]
    [InlineData("\n")]
    [InlineData("\t")]
    [InlineData(" ")]
    [InlineData("a")]
    [InlineData("a: b\n")]
    [InlineData("- [a]\n")]
    [InlineData("1,")]
    public void No_text_takes_long_however_it_goes_on(string part)
    {
        var rest = string.Concat(Enumerable.Repeat(part, 400_000 / part.Length));
        foreach (var start in new[] { "", "admins: ", "admins: [", "allow:\n  - from: ", "allow:\n- from: |\n   " })
        {
            var watch = Stopwatch.StartNew();
            Survives(start + rest);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{start}{part}: {watch.Elapsed}");
        }
    }

    [Fact]
    public void Deep_nesting_and_aliases_that_would_multiply_are_faults()
    {
        const int Levels = 100_000;
        var nested = "admins: " + new string('[', Levels) + new string(']', Levels);
        Assert.Equal("1:16: this is nested 8 levels deep and goes on; expected flat lists of values",
            $"{Assert.Single(SiteContextReader.Read(nested).Faults)}");

        var bomb = "a: &a [x, x]\n" + string.Concat(Enumerable.Range(1, 30).Select(i =>
            $"{(char)('a' + i % 26)}{i}: &x{i} [*x{i - 1}, *x{i - 1}, *x{i - 1}]\n"));
        Assert.Equal(90, SiteContextReader.Read(bomb).Faults.Count(
            fault => fault.Message.StartsWith("the alias", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_nobody_would_write_is_not_read()
    {
        var read = SiteContextReader.Read("admins: 192.0.2.1\n#" + new string('x', SiteContextReader.MostCharacters));
        Assert.Equal("1:1: more than 1 MB; expected a text that people write", $"{Assert.Single(read.Faults)}");
    }

    [Fact]
    public void As_many_addresses_as_fit_are_read_in_time()
    {
        var addresses = string.Join(
            ", ", Enumerable.Range(0, 60_000).Select(i => $"10.{i >> 16}.{i >> 8 & 255}.{i & 255}"));
        var watch = Stopwatch.StartNew();
        var read = SiteContextReader.Read($"internal: 10.0.0.0/8\nassets: {{name: a, addresses: [{addresses}]}}");
        Assert.Empty(read.Faults);
        Assert.Empty(SiteContextReader.Read($"allow: {{from: [{addresses}]}}").Faults);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }

    static void Survives(string text)
    {
        var (context, faults) = SiteContextReader.Read(text);
        Assert.Equal(context is null, !faults.IsEmpty);
        Assert.DoesNotContain(faults, fault => fault is { Line: < 1 } or { Column: < 1 } or { Message: "" });
    }

    static IEnumerable<object?> Said(SiteContext site) =>
    [
        .. site.Protected.Select(item => item.Condition), .. site.Internals.Select(block => block.Value),
        .. site.Assets.Select(asset => (asset.Name.Value, asset.Role)),
        .. site.Assets.SelectMany(asset => asset.Addresses).Select(block => block.Value),
        .. site.Allows.Select(allow => allow.Reason), site.BlockFor,
    ];
}
