using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon;

/// <summary>
/// Rule sets of real firewalls, which lie beside the project on some machines: Merlon finds the faults for which
/// iptables-restore refuses them, and none else.
/// </summary>
public sealed class RealRuleSetTests
{
    // It asks for a set of addresses, which only its own host has.
    const string WithSet = "configs_serverfault_759927.txt";

    [Fact]
    public void Those_without_a_fault_load_and_those_with_faults_load_without_these_lines()
    {
        var folder = Path.Combine(Run.Root, "../shared/data/firewall/rulesets");
        Assert.SkipUnless(Directory.Exists(folder), "needs ../shared/data/firewall/rulesets");

        using var kernel = new KernelRules();
        foreach (var file in Directory.GetFiles(folder).Where(file => Path.GetFileName(file) is not WithSet))
        {
            var name = Path.GetFileName(file);
            string[] marks = ["ipv6_", "ip6"];
            var family = marks.Any(mark => name.Contains(mark, StringComparison.Ordinal)) ? IpFamily.V6 : IpFamily.V4;
            var text = File.ReadAllText(file);
            var read = RuleSetReader.Read(text, family);
            Assert.True(read.IsValid == kernel.Load(family, text) is not null, $"{name}: {kernel.Errors}");
            if (read.IsValid) continue;

            var repaired = text.ReplaceLineEndings("\n");
            while (RuleSetReader.Read(repaired, family) is { IsValid: false } broken)
                repaired = Without([.. broken.Faults.Select(fault => fault.Line)], repaired);
            Assert.True(kernel.Load(family, repaired) is not null, $"{name}: {kernel.Errors}");
        }
    }

    // A table keeps its end even where blanks stand beside it.
    static string Without(HashSet<int> faulty, string text) => string.Join('\n', text.Split('\n').Select((line, i) =>
        !faulty.Contains(i + 1) ? line : line is ['C', 'O', 'M', 'M', 'I', 'T', ' ', ..] ? "COMMIT" : ""));
}
