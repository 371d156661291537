namespace Merlon.Rules.Sets;

/// <summary>
/// The bits of unknown conditions: one for each that a table holds. The n-th of the same words in two tables is taken
/// for the same condition, so that what a change leaves alone compares as equal; two in one table are not, since each
/// may keep state of its own (a rate limit does).
/// </summary>
public sealed class UnknownBits(PacketSpace space)
{
    readonly Dictionary<(string Words, int Occurrence), int> _bits = [];

    /// <summary>Numbers the conditions of one table, from its first rule on.</summary>
    public Func<string, int> OfTable()
    {
        var met = new Dictionary<string, int>();
        return words =>
        {
            var occurrence = met[words] = met.GetValueOrDefault(words) + 1;
            if (_bits.TryGetValue((words, occurrence), out var bit)) return bit;
            return _bits[(words, occurrence)] = space.AddUnknown();
        };
    }
}
