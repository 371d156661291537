using Merlon.Rules.Syntax;

namespace Merlon.Rules.Sets;

/// <summary>
/// The bits of unknown conditions: one for each that a table holds. Those of rules that ask the same in two tables, in
/// the same order in chains of one name, are taken for the same, so that what a change leaves alone compares as equal;
/// two in one table are not, since each may keep state of its own (a rate limit does).
/// </summary>
/// <param name="apart">Rules that may find another state in each table.</param>
public sealed class UnknownBits(PacketSpace space, Func<Rule, bool>? apart = null)
{
    readonly Dictionary<(string, Condition, string Words, int Occurrence, int Table), int> _bits = [];
    readonly Dictionary<string, int> _targets = [];
    int _tables;

    /// <summary>Whether a target of which nothing is known keeps a packet, or lets it go on to what follows.</summary>
    public int Of(ExtensionUse target)
    {
        var words = RuleWriter.Print(target);
        return _targets.TryGetValue(words, out var bit) ? bit : _targets[words] = space.AddUnknown();
    }

    /// <summary>Numbers the conditions of one table, from its first rule on.</summary>
    public Func<Chain, Rule, string, int> OfTable()
    {
        var table = ++_tables;
        var met = new Dictionary<(string, Condition, string), int>();
        return (chain, rule, words) =>
        {
            var asked = (chain.Name, rule.Condition, words);
            var occurrence = met[asked] = met.GetValueOrDefault(asked) + 1;
            var key = (chain.Name, asked.Condition, words, occurrence, apart?.Invoke(rule) == true ? table : 0);
            if (_bits.TryGetValue(key, out var bit)) return bit;
            return _bits[key] = space.AddUnknown();
        };
    }
}
