namespace Merlon.Rules.Syntax;

/// <summary>The tables of netfilter and their built-in chains.</summary>
static class ChainNames
{
    /// <summary>The longest name of a chain, in bytes.</summary>
    public const int MaxLength = 28;

    static readonly Dictionary<string, string[]> BuiltIn = new()
    {
        ["filter"] = ["INPUT", "FORWARD", "OUTPUT"],
        ["nat"] = ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"],
        ["mangle"] = ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"],
        ["raw"] = ["PREROUTING", "OUTPUT"],
        ["security"] = ["INPUT", "FORWARD", "OUTPUT"],
    };

    public static IEnumerable<string> Tables => BuiltIn.Keys;

    public static bool IsTable(string name) => BuiltIn.ContainsKey(name);

    public static bool IsBuiltIn(string table, string chain) => BuiltIn[table].Contains(chain);

    public static IReadOnlyList<string> Of(string table) => BuiltIn[table];
}
