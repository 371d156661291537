namespace Merlon.Rules.Nftables;

/// <summary>How rules are said in nftables' words, where there is a choice.</summary>
/// <param name="WithCounters">Each rule counts what it meets, as those of iptables do; none are put together.</param>
/// <param name="Timeout">Addresses that are blocked leave by themselves after so long; null when they stay.</param>
public readonly record struct NftablesForm(bool WithCounters = false, TimeSpan? Timeout = null);
