using System.Text;
using Merlon.Net;

namespace Merlon.Host.Firewall;

/// <summary>
/// Whether the machine's iptables would take rules: asked in a network namespace of its own, so that nothing of the
/// host's is looked at or touched.
/// </summary>
public sealed class IptablesOpinion
{
    readonly Dictionary<IpFamily, bool> _canBeAsked =
        Enum.GetValues<IpFamily>().ToDictionary(family => family, family => WouldTake(family, []));

    /// <param name="lines">Rules of a family, as they were written.</param>
    /// <returns>Null where it cannot be asked: without unshare, iptables or the right to a namespace.</returns>
    public bool? Takes(IpFamily family, IEnumerable<string> lines) =>
        _canBeAsked[family] ? WouldTake(family, lines) : null;

    static bool WouldTake(IpFamily family, IEnumerable<string> lines)
    {
        var text = new StringBuilder("*filter\n:FORWARD ACCEPT [0:0]\n");
        foreach (var line in lines) text.Append(line.ReplaceLineEndings(" ")).Append('\n');
        var program = family is IpFamily.V4 ? "iptables-restore" : "ip6tables-restore";
        return Tool.TryRun(
            "unshare", ["--net", "--map-root-user", program, "--test"], text.Append("COMMIT\n").ToString()) is not null;
    }
}
