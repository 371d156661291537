using Merlon.Rules;

namespace Merlon.Kernel;

/// <summary>As iptables-restore loads it.</summary>
sealed class IptablesFilter(Iptables iptables) : IFilter
{
    Table? _loaded;

    public (Table Rules, string Text) Load(Table table, string text)
    {
        iptables.Load(text);
        _loaded = table;
        return (table, text);
    }

    public Counted Count()
    {
        var saved = iptables.Counted("filter");
        var counters = new Dictionary<Place, Counters>();
        foreach (var chain in _loaded!.Chains)
        {
            var kernels = saved.ChainNamed(chain.Name)!;
            Assert.Equal(chain.Rules.Length, kernels.Rules.Length);
            foreach (var (rule, kernel) in chain.Rules.Zip(kernels.Rules))
                counters[new(chain.Name, rule.Line)] = kernel.Counters!.Value;
            if (chain.Policy is not null) counters[new(chain.Name, 0)] = kernels.Counters;
        }

        return new(counters, saved);
    }
}
