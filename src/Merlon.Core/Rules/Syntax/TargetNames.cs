using Merlon.Net;

namespace Merlon.Rules.Syntax;

/// <summary>What may stand behind <c>-j</c>.</summary>
static class TargetNames
{
    /// <summary>What to say of a name that no target has, and no chain that is there so far.</summary>
    public static Problem Unknown(string name, string table, IEnumerable<string> chains, IpFamily family)
    {
        var own = chains.Where(chain => !ChainNames.IsBuiltIn(table, chain)).ToList();
        var isMiswritten = own.Contains(name, StringComparer.OrdinalIgnoreCase);
        string[] known = ["ACCEPT", "DROP", "REJECT", "RETURN", .. own, .. Catalogue.TargetNames(family)];
        return (isMiswritten ? null : Slips.OfTarget(name))
            ?? Nearest.Problem($"there is no target or chain '{name}' here", name, known.Distinct());
    }
}
