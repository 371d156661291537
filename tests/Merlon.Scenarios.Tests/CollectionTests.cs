using System.Net;
using System.Runtime.CompilerServices;

namespace Merlon.Scenarios;

/// <summary>What the scenarios are as a whole.</summary>
public class CollectionTests(ITestOutputHelper output)
{
    static readonly IPNetwork[] ForExamples =
    [
        .. new[]
        {
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",
            "198.18.0.0/15", "2001:db8::/32",
        }.Select(IPNetwork.Parse),
    ];

    [Fact]
    public void There_are_enough_of_each_and_a_third_is_held_out()
    {
        Assert.True(Told.All.Count >= 600, $"{Told.All.Count}");
        Assert.Equal(Told.All.Count, Told.All.Select(scenario => scenario.Id).Distinct().Count());
        Assert.InRange((double)Told.All.Count(scenario => scenario.IsHeldOut) / Told.All.Count, 0.30, 0.37);
        foreach (var group in Told.All.SelectMany(scenario => scenario.Variants).Distinct().GroupBy(one => one.Answer))
        {
            var heldOut = group.Count(variant => variant.IsHeldOut);
            Assert.InRange((double)heldOut / group.Count(), 0.30, 0.40);
            var scenarios = Told.All.Where(scenario => scenario.Expected.Answer.Contains(group.Key)).ToList();
            Assert.True(scenarios.Count >= 30, group.Key);
            output.WriteLine($"{group.Key}: {group.Count()} variants, {heldOut} held out; {scenarios.Count} scenarios,"
                + $" {scenarios.Count(scenario => scenario.IsHeldOut)} held out");
        }

        Assert.Empty(CauseIds.Causes.Except(Told.All.SelectMany(scenario => scenario.Expected.Answer)));
        output.WriteLine($"{Told.All.Count} scenarios, {Told.All.Count(scenario => scenario.IsHeldOut)} held out,"
            + $" {Told.All.Count(scenario => scenario.Expected.Causes.Length > 1)} with several causes");
    }

    [Fact]
    public void A_variant_is_wholly_held_out_or_not_at_all() =>
        Assert.DoesNotContain(
            Told.All, scenario => scenario.Variants.Select(variant => variant.IsHeldOut).Distinct().Count() > 1);

    [Fact]
    public void What_is_held_out_stands_in_its_own_folder() =>
        Assert.All(
            Told.All.SelectMany(scenario => scenario.Variants).Distinct(),
            variant => Assert.Equal(
                variant.IsHeldOut ? "Merlon.Scenarios.HeldOut" : "Merlon.Scenarios.Development",
                variant.Tell.Method.DeclaringType!.Namespace));

    [Fact]
    public void Logs_are_impaired_in_each_way()
    {
        foreach (var impairment in Enum.GetValues<Impairment>())
        {
            var count = Told.All.Count(scenario => scenario.Impairments.Contains(impairment));
            output.WriteLine($"{impairment}: {count}");
            Assert.True(count >= 50, $"{impairment}: {count}");
        }

        var two = Told.All.Count(scenario => scenario.Logs.Length > 1);
        output.WriteLine($"with two logs or three: {two}");
        Assert.True(two >= 100, $"{two}");
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        Assert.Equal(Told.All.Select(Whole), Scenario.All().Select(Whole));
        // All but the one whose texts are fixed.
        Assert.Single(Told.All.Zip(Scenario.All(2)), pair => Texts(pair.First) == Texts(pair.Second));
    }

    [Fact]
    public void Policies_have_all_sizes()
    {
        var sizes = Told.All.Select(scenario => scenario.PolicySize).Order().ToList();
        Assert.Equal(1, sizes[0]);
        Assert.InRange(sizes[^1], 450, 500);
        foreach (var (low, high) in new[] { (1, 15), (16, 50), (51, 120), (121, 250), (251, 500) })
        {
            var count = sizes.Count(size => size >= low && size <= high);
            output.WriteLine($"{low} to {high} rules: {count}");
            Assert.True(count >= 60, $"{low} to {high}: {count}");
        }
    }

    [Fact]
    public void All_syntaxes_and_both_families_are_there()
    {
        var files = Told.All.SelectMany(scenario => scenario.Logs.Concat(scenario.Rules)).GroupBy(file => file.Name);
        foreach (var file in files.OrderBy(file => file.Key)) output.WriteLine($"{file.Key}: {file.Count()}");
        var six = Told.All.Count(scenario => scenario.Replay.Any(line => line.Packet.Destination.IsSix()));
        output.WriteLine($"with IPv6: {six}");
        Assert.True(six >= Told.All.Count / 5, $"{six}");
        string[] all =
        [
            "firewall.md", "firewall.csv", "firewall.jsonl", "kern.log", "eve.json", "conn.log", "auth.log", "asa.log",
            "filter.log", "fortigate.log", "rules.v4", "rules.v6", "rules.md", "rules.csv",
        ];
        Assert.All(all, name => Assert.Contains(files, file => file.Key == name && file.Count() >= 20));
    }

    [Fact]
    public void Addresses_are_only_from_ranges_for_examples_and_private_ones() =>
        Assert.Empty(
            from scenario in Told.All
            from line in scenario.Replay
            from address in new[] { line.Packet.Source, line.Packet.Destination }
            where !ForExamples.Any(range => range.Contains(address))
            select $"{scenario.Id}: {address}");

    [Fact]
    public void The_smallest_case_stands_to_the_letter()
    {
        var first = Told.All.Single(scenario => scenario.Variants[0].IsToTheLetter);
        Assert.Equal(["over-permissive-rule"], first.Expected.Answer);
        Assert.Equal([new RulePlace("rules.md", 2, "101")], first.Expected.Causes[0].Faults);
        Assert.Equal(["192.168.1.45"], first.Expected.Attackers);
        Assert.Equal(["10.10.10.5"], first.Expected.Victims);
        Assert.Equal([new LinePlace("firewall.md", 5)], first.Expected.Causes[0].Keys);
        Assert.Equal(7, first.Logs[0].Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.False(first.IsHeldOut);
    }

    [Fact]
    public void The_generator_knows_nothing_of_Merlon()
    {
        var references = typeof(Scenario).Assembly.GetReferencedAssemblies();
        Assert.DoesNotContain(references, name => name.Name!.StartsWith("Merlon", StringComparison.Ordinal));
        var project = File.ReadAllText(Path.Combine(Folder(), "../Merlon.Scenarios/Merlon.Scenarios.csproj"));
        Assert.DoesNotContain("ProjectReference", project, StringComparison.Ordinal);
        Assert.DoesNotContain("PackageReference", project, StringComparison.Ordinal);
        Assert.DoesNotContain("Compile Include", project, StringComparison.Ordinal);
    }

    [Fact]
    public void Scenarios_to_look_at_are_written_where_asked()
    {
        if (Environment.GetEnvironmentVariable("MERLON_WRITE_SCENARIOS") is { Length: > 0 } folder)
            ScenarioFolder.Write(folder, Scenario.Development());
    }

    static string Whole(Scenario scenario) => Texts(scenario) + ScenarioFolder.ExpectedJson(scenario);

    static string Texts(Scenario scenario) =>
        string.Concat(scenario.Logs.Concat(scenario.Rules).Select(file => file.Text));

    static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
