using Merlon.Net;
using Merlon.Rules.Nftables;
using Merlon.Rules.Syntax;

namespace Merlon;

/// <summary>
/// Rule sets of real firewalls, which lie beside the project on some machines: Merlon finds the faults for which
/// iptables-restore refuses them, and none else; and what it makes of them for nftables loads.
/// </summary>
public sealed class RealRuleSetTests
{
    // It asks for a set of addresses, which only its own host has.
    const string WithSet = "configs_serverfault_759927.txt";

    [Fact]
    public void Those_without_a_fault_load_and_those_with_faults_load_without_these_lines()
    {
        using var kernel = new KernelRules();
        foreach (var (name, family, text) in Files().Where(file => file.Name is not WithSet))
        {
            var read = RuleSetReader.Read(text, family);
            Assert.True(read.IsValid == kernel.Load(family, text) is not null, $"{name}: {kernel.Errors}");
            if (read.IsValid) continue;

            Assert.True(kernel.Load(family, Repaired(text, family)) is not null, $"{name}: {kernel.Errors}");
        }
    }

    [Fact]
    public void Converted_to_nftables_they_load()
    {
        var (all, leftOut) = (0, 0);
        foreach (var (name, family, text) in Files())
        {
            var rules = RuleSetReader.Read(Repaired(text, family), family).Rules;
            if (rules.TableNamed("filter") is not { } filter) continue;
            var converted = NftablesWriter.Convert(family, filter);
            var loaded = Run.InOwnNetwork("nft -f -", converted.Print("merlon"));
            Assert.True(loaded.Status == 0, $"{name}: {loaded.Errors}");
            all += filter.Chains.Sum(chain => chain.Rules.Length);
            leftOut += converted.LeftOut.Length;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{all} rules, {leftOut} of them left out");
        Assert.InRange(leftOut, 0, all / 10);
    }

    static IEnumerable<(string Name, IpFamily Family, string Text)> Files()
    {
        var folder = Path.Combine(Run.Root, "../shared/data/firewall/rulesets");
        Assert.SkipUnless(Directory.Exists(folder), "needs ../shared/data/firewall/rulesets");
        foreach (var file in Directory.GetFiles(folder))
        {
            var name = Path.GetFileName(file);
            string[] marks = ["ipv6_", "ip6"];
            var family = marks.Any(mark => name.Contains(mark, StringComparison.Ordinal)) ? IpFamily.V6 : IpFamily.V4;
            yield return (name, family, File.ReadAllText(file));
        }
    }

    static string Repaired(string text, IpFamily family)
    {
        var repaired = text.ReplaceLineEndings("\n");
        while (RuleSetReader.Read(repaired, family) is { IsValid: false } broken)
            repaired = Without([.. broken.Faults.Select(fault => fault.Line)], repaired);
        return repaired;
    }

    // A table keeps its end even where blanks stand beside it.
    static string Without(HashSet<int> faulty, string text) => string.Join('\n', text.Split('\n').Select((line, i) =>
        !faulty.Contains(i + 1) ? line : line is ['C', 'O', 'M', 'M', 'I', 'T', ' ', ..] ? "COMMIT" : ""));
}
