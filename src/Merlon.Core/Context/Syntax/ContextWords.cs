using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Context.Syntax;

/// <summary>The words in which the context of a site is written.</summary>
static class ContextWords
{
    public const string PrefixExample = "a prefix or an address, as 192.0.2.0/24 or 2001:db8::1";

    static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromDays(365);

    public static bool TryReadPrefix(string text, out IpPrefix prefix, out Problem problem)
    {
        problem = default;
        if (!IpPrefix.TryParse(text, out prefix))
        {
            problem = new($"'{text}' is no prefix", PrefixExample);
            return false;
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || Ip.Parse(text.AsSpan(0, slash)) == prefix.Network) return true;

        problem = new($"{text} has bits set behind its first {prefix.Length}", $"{prefix}");
        return false;
    }

    public static bool TryReadRole(string text, out AssetRole role, out Problem problem)
    {
        problem = AssetRoles.TryParse(text, out role)
            ? default
            : Nearest.Problem($"'{text}' is no role", text, AssetRoles.All);
        return problem == default;
    }

    public static bool TryReadDuration(string text, out TimeSpan duration, out Problem problem)
    {
        problem = !Durations.TryParse(text, out duration)
            ? new($"'{text}' is no length of time", "one such as 90s, 5m or 1h")
            : duration < Shortest || duration > Longest
                ? new($"{text} is no time that a block can stand", "1s to 365d")
                : default;
        return problem == default;
    }

    public static bool TryReadText(string text, out string value, out Problem problem)
    {
        value = text;
        problem = string.IsNullOrWhiteSpace(text) ? new("nothing but blanks stands here", "a word or more") : default;
        return problem == default;
    }
}
