using Merlon.Net;

namespace Merlon.Host.Firewall;

/// <summary>What stood of Merlon's rules before the last change, and whether that change still waits.</summary>
/// <param name="Id">Of the change.</param>
/// <param name="Boot">The start of the machine that it belongs to: rules do not outlive it.</param>
/// <param name="Before">In the words of its backend, by family; only of those that were changed.</param>
/// <param name="ConfirmBy">When it is taken back unless somebody confirms; null when it stays.</param>
/// <param name="Last">While it waits: the change before, which is the last one again if this is taken back.</param>
/// <param name="Backend">The name of the backend that made the change.</param>
public sealed record Standing(
    Guid Id, string Boot, IReadOnlyDictionary<IpFamily, string> Before, DateTime? ConfirmBy, Standing? Last,
    string Backend)
{
    /// <summary>The machine's start by now.</summary>
    public static string ThisBoot => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
}
