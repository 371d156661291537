using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Syntax;

namespace Merlon.RootCause.Policies.Nftables;

/// <summary>What a rule of iptables can say only once, in the order in which it is printed.</summary>
enum SavedPart
{
    Source,
    Destination,
    In,
    Out,
    Protocol,
    Fragment,
    IcmpType,
    IcmpCode,
}

/// <summary>One of the ways in which a rule of nftables holds, in the words of iptables.</summary>
sealed record SavedWay
{
    const int LongestWord = 500;

    public static readonly SavedWay Always = new();

    /// <summary>The only family in which it holds; null for both.</summary>
    public IpFamily? Family { get; init; }

    /// <summary>With <c>! </c> before what must not be.</summary>
    public ImmutableSortedDictionary<SavedPart, string> Parts { get; init; } =
        ImmutableSortedDictionary<SavedPart, string>.Empty;

    /// <summary>Matches, each with a blank before it.</summary>
    public string Options { get; init; } = "";

    public static SavedWay Of(SavedPart part, string words, IpFamily? family = null) =>
        new() { Parts = Always.Parts.Add(part, words), Family = family };

    /// <summary>
    /// What iptables has no words for: a program that nobody has, named by what was said. So the text can be read
    /// again, nobody can say whether it holds, and iptables refuses to load it.
    /// </summary>
    public static SavedWay Unknown(string words) => new()
    {
        Options = $" -m bpf --object-pinned {Words.InQuotes(VisibleText.Of(Cut(words)))}",
    };

    static string Cut(string words) => words.Length > LongestWord / 4 ? words[..(LongestWord / 4)] : words;

    /// <summary>Both at once.</summary>
    /// <param name="isSaid">False where a rule of iptables cannot say both.</param>
    /// <returns>Null where no packet is both.</returns>
    public SavedWay? And(SavedWay other, out bool isSaid)
    {
        isSaid = true;
        if (Family is { } family && other.Family is { } its && family != its) return null;

        var parts = Parts;
        foreach (var (part, words) in other.Parts)
        {
            if (!parts.TryGetValue(part, out var mine) || mine == words) parts = parts.SetItem(part, words);
            else if (part is SavedPart.Protocol && (mine[0] != '!' || words[0] != '!'))
            {
                if (mine[0] != '!' && words[0] != '!' || mine == $"! {words}" || words == $"! {mine}") return null;
                parts = parts.SetItem(part, mine[0] == '!' ? words : mine);
            }
            else isSaid = false;
        }

        return new() { Family = Family ?? other.Family, Parts = parts, Options = Options + other.Options };
    }

    /// <summary>What stands behind <c>-A CHAIN</c>, with a blank before it.</summary>
    public string Print(IpFamily family) =>
        string.Concat(Parts.Select(part => Print(part.Key, part.Value, family))) + Options;

    string Print(SavedPart part, string words, IpFamily family) => part switch
    {
        SavedPart.Source => Behind("-s", words),
        SavedPart.Destination => Behind("-d", words),
        SavedPart.In => Behind("-i", words),
        SavedPart.Out => Behind("-o", words),
        SavedPart.Protocol => Behind("-p", words),
        SavedPart.Fragment => $" {words}",
        SavedPart.IcmpType => (family is IpFamily.V4 ? " -m icmp" : " -m icmp6")
            + Behind(family is IpFamily.V4 ? "--icmp-type" : "--icmpv6-type",
                Parts.TryGetValue(SavedPart.IcmpCode, out var code) ? $"{words}/{code}" : words),
        _ => Parts.ContainsKey(SavedPart.IcmpType) ? "" : Unknown($"icmp code {words}").Options,
    };

    static string Behind(string option, string words) =>
        words.StartsWith("! ", StringComparison.Ordinal) ? $" ! {option} {words[2..]}" : $" {option} {words}";
}
