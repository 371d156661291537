using Merlon.Net;
using Merlon.Rules.Nftables;

namespace Merlon.Rules.Enforced;

/// <summary>Merlon's own table of nftables, as the block of text between its braces and with them.</summary>
public static class OwnTable
{
    const string Name = "merlon";

    /// <summary>As nft calls it.</summary>
    public static string NameIn(IpFamily family) => family is IpFamily.V4 ? $"ip {Name}" : $"ip6 {Name}";

    /// <summary>A rule set's filter table as it stands there; empty when no packet would come to a rule.</summary>
    /// <param name="leftOut">What nftables has no words for.</param>
    public static string Of(IpFamily family, Table table, out IReadOnlyList<Inexpressible> leftOut)
    {
        var met = table with { Chains = [.. OwnChains.Met(table)] };
        var converted = NftablesWriter.Convert(family, met);
        leftOut = converted.LeftOut;
        if (met.Chains.IsEmpty) return "";

        var lines = converted.Print(Name)[Replacement(family, "").Length..].Split('\n');
        return string.Join('\n', lines.Where(line => !line.TrimStart().StartsWith('#')));   // nft drops comments too
    }

    /// <summary>What <c>nft -f</c> takes to put it in the place of the one that stands, in one transaction.</summary>
    public static string Replacement(IpFamily family, string text) =>
        $"table {NameIn(family)}\ndelete table {NameIn(family)}\n{text}";

    /// <summary>What it says, line by line.</summary>
    public static IEnumerable<string> Lines(string text) =>
        text.Split('\n').Select(line => line.Trim([' ', '\t', ','])).Where(line => line is not ("" or "}"));
}
