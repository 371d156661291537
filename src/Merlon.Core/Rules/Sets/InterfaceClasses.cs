using System.Numerics;

namespace Merlon.Rules.Sets;

/// <summary>
/// Interfaces that no rule tells apart are one class. Patterns are nested or disjoint, so that each has a class of
/// its own: the names that it matches and no narrower pattern does.
/// </summary>
public sealed class InterfaceClasses
{
    /// <summary>The class of a packet without such an interface.</summary>
    public const int None = 0;

    const int MostKnown = 4096;   // names come from whoever asks

    readonly Dictionary<string, int> _known = [];
    readonly List<string> _patterns;   // the pattern of each class but the first

    /// <param name="parts">All that is asked of packets.</param>
    public InterfaceClasses(IEnumerable<Condition> parts)
    {
        var patterns = parts.OfType<Condition.Interface>().Select(part => part.Pattern);
        _patterns = [.. patterns.Append("+").Distinct().Order(StringComparer.Ordinal)];
        Bits = BitOperations.Log2((uint)_patterns.Count) + 1;
    }

    /// <summary>How many classes there are, <see cref="None"/> included.</summary>
    public int Count => _patterns.Count + 1;

    /// <summary>The bits that number them.</summary>
    public int Bits { get; }

    /// <summary>Every class but <see cref="None"/>.</summary>
    public IEnumerable<int> Present => Enumerable.Range(1, _patterns.Count);

    /// <summary>The classes whose names match a pattern.</summary>
    public IEnumerable<int> Matching(string pattern) => Present.Where(one => IsWithin(_patterns[one - 1], pattern));

    /// <summary>The class of a name: that of the narrowest pattern that it matches.</summary>
    public int ClassOf(string name)
    {
        if (name.Length == 0) return None;
        return _known.TryGetValue(name, out var known) ? known : FindClassOf(name);
    }

    int FindClassOf(string name)
    {
        var narrowest = _patterns
            .Where(pattern => InterfaceName.Matches(pattern, name))
            .MaxBy(pattern => pattern is [.., '+'] ? pattern.Length - 1 : int.MaxValue)!;
        var found = _patterns.IndexOf(narrowest) + 1;
        if (_known.Count < MostKnown) _known[name] = found;
        return found;
    }

    /// <summary>The pattern of a class, and those inside it that are classes of their own.</summary>
    public (string Pattern, IReadOnlyList<string> Except) Describe(int number)
    {
        var pattern = _patterns[number - 1];
        return (pattern, [.. _patterns.Where(other => other != pattern && IsWithin(other, pattern))]);
    }

    /// <summary>A name of the class; null when narrower patterns leave it none.</summary>
    public string? NameIn(int number)
    {
        if (number == None) return "";

        var pattern = _patterns[number - 1];
        if (pattern is not [.., '+']) return pattern;

        var stem = pattern[..^1];
        var longer = "0123456789abcdefghijklmnopqrstuvwxyz".Select(c => $"{stem}{c}");
        var tries = longer.Prepend(stem == "" ? "any0" : stem);
        return tries.FirstOrDefault(name => name.Length <= InterfaceName.MaxLength && ClassOf(name) == number);
    }

    static bool IsWithin(string inner, string outer) =>
        inner == outer || (outer is [.., '+'] && inner.StartsWith(outer[..^1], StringComparison.Ordinal));
}
