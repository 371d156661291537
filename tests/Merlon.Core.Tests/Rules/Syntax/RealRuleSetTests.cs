using System.Text;
using Merlon.Net;

namespace Merlon.Rules.Syntax;

/// <summary>Rule sets of real firewalls.</summary>
public sealed class RealRuleSetTests
{
    // Why each that has faults is broken indeed; iptables-restore refuses them all.
    static readonly Dictionary<string, string> Reasons = new()
    {
        ["blog_a-unikernel-firewall-for-qubesos_iptables-save"] = "a mail, with blanks before the second rule set",
        ["config_private_root_iptables-save"] = "<private_ip> instead of two addresses",
        ["config_veroneau.net_iptables-save"] = "a blank behind COMMIT",
        ["config_vsrv_iptables-save.txt"] = "carriage returns",
        ["configs_corny_docker_dfwfw_fffuu.out.txt"] = "the output of another program, with its own view of each rule",
        ["configs_corny_docker_docker.txt"] = "the source of a proof, with rules cited in it",
        ["configs_ipv6_server_webserver"] = "a line of one blank",
        ["found_online_jvehent_firewall"] = "a host's name, which stands for other addresses tomorrow",
        ["found_online_linux.gda.pl_firewallp.txt"] = "--days, which has become --weekdays; '!' behind its option",
        ["found_online_openwrt.org_iptables-save-AA.txt"] = "a terminal's prompt, and lines broken where it was narrow",
        ["tum-2013-2807-rules.iptables-save"] = "XX:XX:XX:XX:XX:XX instead of hardware addresses",
    };

    [Fact]
    public void Faults()
    {
        var text = new StringBuilder();
        foreach (var file in Files())
        {
            var faults = Read(file).Faults;
            Assert.Equal(Reasons.ContainsKey(Path.GetFileName(file)), faults.Length > 0);
            if (faults.IsEmpty) continue;

            text.Append($"{Path.GetFileName(file)}: {faults.Length}\n");
            foreach (var run in Runs([.. faults.Select(fault => fault.Line).Distinct()]).Chunk(12))
                text.Append($"    {string.Join(", ", run)}\n");
        }

        Approved.Match(text.ToString());
    }

    [Fact]
    public void What_is_printed_of_each_is_read_as_the_same_again()
    {
        foreach (var file in Files())
        {
            var printed = RuleSetWriter.Print(Read(file).Rules);
            var again = RuleSetReader.Read(printed, FamilyOf(file));
            Assert.True(again.IsValid, $"{Path.GetFileName(file)}: {again.Faults.FirstOrDefault()}");
            Assert.Equal(printed, RuleSetWriter.Print(again.Rules));
        }
    }

    static IEnumerable<string> Files()
    {
        var files = Directory.GetFiles(Given.SharedFolder("data/firewall/rulesets"));
        Assert.Equal(65, files.Length);
        return files.Order(StringComparer.Ordinal);
    }

    static ReadRuleSet Read(string file) => RuleSetReader.Read(File.ReadAllText(file), FamilyOf(file));

    static IpFamily FamilyOf(string file) =>
        Path.GetFileName(file) is var name
        && (name.Contains("ipv6", StringComparison.Ordinal) || name.Contains("ip6", StringComparison.Ordinal))
            ? IpFamily.V6
            : IpFamily.V4;

    // 1-3, 7
    static IEnumerable<string> Runs(List<int> lines)
    {
        var runs = new List<(int First, int Last)>();
        foreach (var line in lines)
        {
            if (runs is [.., var (first, last)] && last == line - 1) runs[^1] = (first, line);
            else runs.Add((line, line));
        }

        return runs.Select(run => run.First == run.Last ? $"{run.First}" : $"{run.First}-{run.Last}");
    }
}
