using System.Text.Json;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Nftables;

namespace Merlon.Kernel;

/// <summary>
/// As Merlon writes it for nftables, less what it has no words for: in turns with a counter for each rule, and with
/// lists of addresses as sets.
/// </summary>
sealed class NftablesFilter(IpFamily family) : IFilter
{
    const string Program = "/usr/sbin/nft", Name = "merlon";

    Table? _loaded;
    NftablesForm _form;
    NftablesTable? _converted;

    public (Table Rules, string Text) Load(Table table, string text)
    {
        _form = new(WithCounters: !_form.WithCounters);
        var all = NftablesWriter.Convert(family, table, _form);
        _loaded = Without(table, [.. all.LeftOut.Select(one => one.Rule)]);
        _converted = NftablesWriter.Convert(family, _loaded, _form);
        var written = _converted.Print(Name);
        var loaded = Run.Program(Program, ["-f", "-"], written);
        Assert.True(loaded.Status == 0, $"{loaded.Errors}\n{text}{written}");
        return (_loaded, text + written);
    }

    public Counted Count()
    {
        if (!_form.WithCounters) return new([], null);

        var listed = Run.Program(Program, ["-j", "list", "table", family is IpFamily.V4 ? "ip" : "ip6", Name]);
        Assert.True(listed.Status == 0, listed.Errors);
        var rules = listed.Json.GetProperty("nftables").EnumerateArray()
            .Where(one => one.TryGetProperty("rule", out _))
            .Select(one => one.GetProperty("rule"))
            .ToLookup(rule => rule.GetProperty("chain").GetString());

        var counters = new Dictionary<Place, Counters>();
        foreach (var (chain, converted) in _loaded!.Chains.Zip(_converted!.Chains))
        {
            foreach (var rule in chain.Rules) counters[new(chain.Name, rule.Line)] = default;
            var kernels = rules[converted.Name].ToList();
            Assert.Equal(converted.Rules.Length, kernels.Count);
            foreach (var (rule, kernel) in converted.Rules.Zip(kernels))
            {
                var place = new Place(chain.Name, rule.Of.Line);
                counters[place] = Sum(counters[place], CountersOf(kernel));
            }
        }

        return new(counters, null);
    }

    static Counters CountersOf(JsonElement rule)
    {
        var counter = rule.GetProperty("expr").EnumerateArray()
            .First(statement => statement.TryGetProperty("counter", out _)).GetProperty("counter");
        return new(counter.GetProperty("packets").GetUInt64(), counter.GetProperty("bytes").GetUInt64());
    }

    static Counters Sum(Counters one, Counters other) => new(one.Packets + other.Packets, one.Bytes + other.Bytes);

    static Table Without(Table table, HashSet<Rule> rules) => table with
    {
        Chains = [.. table.Chains.Select(
            chain => chain with { Rules = [.. chain.Rules.Where(rule => !rules.Contains(rule))] })],
    };
}
