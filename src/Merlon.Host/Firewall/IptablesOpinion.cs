using System.Text;

namespace Merlon.Host.Firewall;

/// <summary>
/// Whether the machine's iptables would take rules: asked in a network namespace of its own, so that nothing of the
/// host's is looked at or touched.
/// </summary>
public sealed class IptablesOpinion
{
    const string Probe = "*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n";

    readonly bool _canBeAsked = Takes("iptables-restore", Probe);

    /// <param name="lines">Rules of either family, as they were written.</param>
    /// <returns>Null where it cannot be asked: without unshare, iptables or the right to a namespace.</returns>
    public bool? Takes(IReadOnlyList<string> lines)
    {
        if (!_canBeAsked) return null;

        var text = new StringBuilder("*filter\n");
        foreach (var line in lines) text.Append(line.ReplaceLineEndings(" ")).Append('\n');
        var rules = text.Append("COMMIT\n").ToString();
        return Takes("iptables-restore", rules) || Takes("ip6tables-restore", rules);
    }

    static bool Takes(string program, string rules) => Tool.TryRun(
        "unshare", ["--net", "--map-root-user", program, "--test"], rules) is not null;
}
