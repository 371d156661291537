using Merlon.Net;

namespace Merlon.Host.Firewall;

/// <summary>What stood in Merlon's chains before the last change, and whether that change still waits.</summary>
/// <param name="Id">Of the change.</param>
/// <param name="Boot">The start of the machine that it belongs to: rules do not outlive it.</param>
/// <param name="Before">As iptables-save prints it, by family; only of those that were changed.</param>
/// <param name="ConfirmBy">When it is taken back unless somebody confirms; null when it stays.</param>
/// <param name="Last">While it waits: the change before, which is the last one again if this is taken back.</param>
public sealed record Standing(
    Guid Id, string Boot, IReadOnlyDictionary<IpFamily, string> Before, DateTime? ConfirmBy, Standing? Last)
{
    /// <summary>The machine's start by now.</summary>
    public static string ThisBoot => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
}
