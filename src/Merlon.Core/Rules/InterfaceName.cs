using System.Text;

namespace Merlon.Rules;

/// <summary>Names of network interfaces, and the patterns that rules compare them with.</summary>
public static class InterfaceName
{
    /// <summary>The longest name, in bytes (IFNAMSIZ less its end).</summary>
    public const int MaxLength = 15;

    /// <summary>Whether a name is no longer than one can be.</summary>
    public static bool Fits(string name) => Encoding.UTF8.GetByteCount(name) <= MaxLength;

    /// <summary>
    /// Whether a name is the pattern's, or begins as it does when it ends in <c>+</c>. A packet without such an
    /// interface has the empty name.
    /// </summary>
    public static bool Matches(string pattern, string name) =>
        pattern is [.., '+']
            ? name.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal)
            : name == pattern;
}
