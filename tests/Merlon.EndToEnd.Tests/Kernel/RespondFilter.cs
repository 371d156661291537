using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Kernel;

/// <summary>What <c>merlon respond</c> printed for nftables, in the place of what it printed for iptables.</summary>
sealed class RespondFilter(IpFamily family) : IFilter
{
    public (Table Rules, string Text) Load(Table table, string text)
    {
        var printed = OwnRules.Of(family, hasStates: true).Single(printed => printed.Iptables == text).Nftables;
        var loaded = Run.Program("/usr/sbin/nft", ["-f", "-"], printed);
        Assert.True(loaded.Status == 0, $"{loaded.Errors}\n{printed}");
        return (table, text + printed);
    }

    // It has no counters.
    public Counted Count() => new([], null);
}
