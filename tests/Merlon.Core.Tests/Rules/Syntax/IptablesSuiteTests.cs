namespace Merlon.Rules.Syntax;

/// <summary>
/// The reader against the iptables project's test suite, each line in every chain and family that it names.
/// </summary>
public sealed class IptablesSuiteTests
{
    // Each with the reason why it is read otherwise.
    static readonly Dictionary<string, string> Others = new()
    {
        ["libxt_set.t: -m set --match-set foo src,dst"] = "whether there is such a set, only the host can tell",
        ["libxt_SET.t: -j SET --add-set foo src,dst"] = "so too",
        ["libxt_nfacct.t: -m nfacct --nfacct-name wrong"] = "so too of an accounting object",
        ["libipt_standard.t: --protocol=tcp --source=1.2.3.4 --destination=5.6.7.8/32 --in-interface=eth0 "
            + "--out-interface=eth1 --jump=ACCEPT"] = "iptables 1.8.9 refuses attached values that its successors take",
        ["libipt_standard.t: -ptcp -s1.2.3.4 -d5.6.7.8/32 -ieth0 -oeth1 -jACCEPT"] = "so too",
    };

    [Fact]
    public void Each_line_is_read_as_the_suite_has_it_but_those_listed()
    {
        var disagreements = IptablesSuite.Lines()
            .Select(line => (Line: line.ToString(), Told: line.Disagreement()))
            .Where(read => read.Told is not null)
            .ToList();
        foreach (var (line, told) in disagreements)
            if (!Others.ContainsKey(line)) TestContext.Current.TestOutputHelper!.WriteLine($"{line}\n    => {told}");

        Assert.Equal(Others.Keys.Order(), disagreements.Select(read => read.Line).Order());
    }

    [Fact]
    public void Of_a_hundred_lines_of_table_filter_ninety_nine_agree()
    {
        foreach (var table in IptablesSuite.Lines().GroupBy(line => line.Table))
        {
            var agreeing = table.Count(line => line.Disagreement() is null);
            TestContext.Current.TestOutputHelper!.WriteLine($"{table.Key}: {agreeing} of {table.Count()} agree");
            if (table.Key is "filter") Assert.True(agreeing >= 0.99 * table.Count());
        }
    }
}
