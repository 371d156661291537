using System.Formats.Tar;
using Merlon.Flows;
using Merlon.Net;

namespace Merlon.Rules.Syntax;

/// <summary>A line of the iptables project's test suite: a rule, whether it is right, and how it is printed.</summary>
/// <param name="Expected">Null when it need not come back in any one form.</param>
sealed record SuiteLine(
    string File, string Table, string[] Chains, IpFamily[] Families, string Rule, string? Expected, bool IsRight)
{
    public override string ToString() => $"{File}: {Rule}";

    /// <summary>What is read otherwise than the suite has it; null when nothing is.</summary>
    public string? Disagreement()
    {
        foreach (var family in Families)
        {
            foreach (var chain in Chains)
            {
                var read = RuleSetReader.Read($"*{Table}\n-A {chain} {Rule}\nCOMMIT\n", family);
                if (read.IsValid != IsRight) return read.IsValid ? "was read" : read.Faults[0].ToString();
                if (!IsRight || Expected is null) continue;

                var printed = RuleWriter.Print(read.Rules.Tables[0].Chains[0].Rules[0], chain);
                if (printed != $"-A {chain} {Expected}".TrimEnd()) return printed;
            }
        }

        return null;
    }
}

/// <summary>The lines of all extensions of IPv4 and IPv6.</summary>
static class IptablesSuite
{
    public static IReadOnlyList<SuiteLine> Lines()
    {
        using var zipped = SharedData.Open("firewall/iptables-tests.tar.gz");
        using var tar = new TarReader(zipped);
        var lines = new List<SuiteLine>();
        while (tar.GetNextEntry() is { } entry)
        {
            var name = Path.GetFileName(entry.Name);
            IpFamily[]? families = name.Split('_')[0] switch
            {
                "libxt" => [IpFamily.V4, IpFamily.V6],
                "libipt" => [IpFamily.V4],
                "libip6t" => [IpFamily.V6],
                _ => null,
            };
            var isSuite = families is not null && name.EndsWith(".t", StringComparison.Ordinal);
            if (!isSuite || entry.DataStream is null) continue;

            using var text = new StreamReader(entry.DataStream);
            lines.AddRange(LinesOf(name, families!, text.ReadToEnd()));
        }

        return lines;
    }

    // :CHAIN,... and *table hold for the lines behind; @ and % run commands.
    static IEnumerable<SuiteLine> LinesOf(string file, IpFamily[] families, string text)
    {
        var (table, chains) = ("filter", Array.Empty<string>());
        foreach (var line in text.Split('\n'))
        {
            if (line is "" or ['#' or '@' or '%', ..]) continue;
            if (line[0] == '*') table = line[1..];
            else if (line[0] == ':') chains = line[1..].Split(',');
            else if (LineOf(line.Split(';')) is var (rule, expected, isRight))
                yield return new(file, table, chains, families, rule, expected, isRight);
        }
    }

    // RULE;EXPECTED;OK|FAIL, and for one variant of iptables: ;LEGACY[;EXPECTED of the other]. Ours is the other.
    static (string Rule, string? Expected, bool IsRight)? LineOf(string[] fields)
    {
        if (fields is [_, _, _, "LEGACY"]) return null;
        var expected = fields is [_, _, _, "LEGACY", var other] ? other : fields[1];
        return (fields[0], expected is "=" ? fields[0] : expected is "NOMATCH" ? null : expected, fields[2] is "OK");
    }
}
