using Merlon.Net;
using Merlon.Rules.Enforced;

namespace Merlon.Host.Firewall;

/// <summary>The filter table of the kernel, by iptables-save and iptables-restore.</summary>
public static class Iptables
{
    const string LockSeconds = "5";   // how long another program may hold the tables

    /// <summary><c>iptables</c> or <c>ip6tables</c>.</summary>
    public static string NameOf(IpFamily family) => family is IpFamily.V4 ? "iptables" : "ip6tables";

    /// <summary>Merlon's part of what stands in the kernel.</summary>
    /// <exception cref="FirewallException">It cannot be read.</exception>
    public static OwnChains Read(IpFamily family) =>
        OwnChains.In(Tool.Run($"{NameOf(family)}-save", ["-t", "filter"]));

    /// <summary>Puts chains in the place of others, in one transaction.</summary>
    /// <exception cref="FirewallException">The kernel refused it, and nothing has changed.</exception>
    public static void Replace(IpFamily family, OwnChains from, OwnChains to) =>
        Tool.Run($"{NameOf(family)}-restore", ["--noflush", "-w", LockSeconds], OwnChains.Transaction(from, to));
}
