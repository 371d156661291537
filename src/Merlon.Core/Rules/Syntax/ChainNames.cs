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

    /// <summary>What is wrong with a name for a chain; null when nothing is.</summary>
    public static Problem? Problem(string name)
    {
        if (name.Length is 0 or > MaxLength)
            return new($"'{name}' is too long for a chain", $"at most {MaxLength} bytes");
        if (name[0] is '-' or '!') return new($"'{name}' begins as no chain may", "a name without - or ! before it");
        return name is "ACCEPT" or "DROP" or "RETURN" or "QUEUE"
            ? new($"{name} is a target", "another name for the chain")
            : null;
    }

    /// <summary>Why a rule of a chain may not speak of an interface; null when it may.</summary>
    /// <param name="isIn">Of the one that packets come through, and not of the one that they leave by.</param>
    public static Problem? ProblemOfInterface(string chain, bool isIn) =>
        (isIn ? chain is "OUTPUT" or "POSTROUTING" : chain is "INPUT" or "PREROUTING")
            ? new($"packets in {chain} have no {(isIn ? "input" : "output")} interface", isIn ? "-o" : "-i")
            : null;

    public static IEnumerable<string> Tables => BuiltIn.Keys;

    public static bool IsTable(string name) => BuiltIn.ContainsKey(name);

    public static bool IsBuiltIn(string table, string chain) => BuiltIn[table].Contains(chain);

    public static IReadOnlyList<string> Of(string table) => BuiltIn[table];
}
