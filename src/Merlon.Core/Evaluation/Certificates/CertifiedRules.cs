using System.Collections.Immutable;
using System.Globalization;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Syntax;

namespace Merlon.Evaluation.Certificates;

/// <summary>The printed rules as the rule tree reads them, each with the claim that it belongs to.</summary>
public sealed class CertifiedRules
{
    readonly Dictionary<int, int> _claimOfLine;   // lines of the text, from 1
    readonly ILookup<int, Placed> _byClaim;

    /// <param name="text">As it stands in a certificate.</param>
    public CertifiedRules(string text, ImmutableArray<RuleClaim> claims)
    {
        var lines = text.Split('\n').Index().Where(line => IsOfRule(line.Item)).ToList();
        var claimed = claims.Index().SelectMany(claim => claim.Item.Lines, (claim, line) => (claim.Index, Line: line));
        Families = FamiliesOf(text, lines.Select(line => line.Item));
        (_claimOfLine, Difference) = Assigned(lines, [.. claimed]);
        _byClaim = (
            from read in Families
            from chain in read.Rules.TableNamed("filter")?.Chains ?? []
            from rule in chain.Rules
            where ClaimOf(rule) is not null
            orderby rule.Line
            select new Placed(read.Rules.Family, chain.Name, rule)).ToLookup(placed => ClaimOf(placed.Rule)!.Value);
    }

    /// <summary>One for each family that the text is for.</summary>
    public ImmutableArray<ReadRuleSet> Families { get; }

    /// <summary>The first line that the claims say otherwise than the text; null when both say the same.</summary>
    /// <remarks>The claim by its place, from 0; null where the text goes on after the last.</remarks>
    public (int? Claim, string Claimed, string Found)? Difference { get; }

    /// <summary>The first of the text; null when it has none.</summary>
    public Fault? Fault => Families.SelectMany(read => read.Faults).Select(fault => (Fault?)fault).FirstOrDefault();

    public Table? TableOf(IpFamily family) =>
        Families.FirstOrDefault(read => read.Rules.Family == family)?.Rules.TableNamed("filter");

    /// <summary>The claim that a rule of the text belongs to; null when there is none.</summary>
    public int? ClaimOf(Rule? rule) =>
        rule is not null && _claimOfLine.TryGetValue(rule.Line, out var claim) ? claim : null;

    /// <summary>A claim's rules, as if there were no others.</summary>
    public Table? Alone(int claim, IpFamily family)
    {
        var rules = _byClaim[claim].Where(placed => placed.Family == family).ToLookup(
            placed => placed.Chain, placed => placed.Rule);
        return rules.Count > 0 && TableOf(family) is { } table
            ? table with { Chains = [.. table.Chains.Select(chain => chain with { Rules = [.. rules[chain.Name]] })] }
            : null;
    }

    /// <summary>The one address to which a claim's rule drops packets; null when it names none, or many.</summary>
    public Ip? DestinationOf(int claim) =>
        HeadOf(claim) is { } head ? HostOf(head.Family, head.Rule.Destination) : null;

    /// <summary>Whether a claim's rule is about packets of one source.</summary>
    public bool HasOneSource(int claim) =>
        HeadOf(claim) is { } head && HostOf(head.Family, head.Rule.Source) is not null;

    /// <summary>The one service to which a claim's rule drops packets; null when it names none, or many.</summary>
    internal ServiceAddress? ServiceOf(int claim) =>
        DestinationOf(claim) is { } address && HeadOf(claim) is { Rule: { Protocol.IsNegated: false } rule }
        && rule.Matches.SelectMany(match => match.Use.Options)
            .FirstOrDefault(option => option is { Name: "--dport", IsNegated: false }) is { } option
        && ushort.TryParse(option.Words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new(address, rule.Protocol.Value.Value, port) : null;

    // Says of packets what those of a chain of its own do not.
    Placed? HeadOf(int claim) => _byClaim[claim].FirstOrDefault();

    static Ip? HostOf(IpFamily family, Negatable<AddressMask>? given) =>
        given is { IsNegated: false, Value: var mask } && mask.Length == family.Bits
            ? family is IpFamily.V4 ? Ip.V4((uint)mask.Bits) : new Ip(mask.Bits)
            : null;

    static ImmutableArray<ReadRuleSet> FamiliesOf(string text, IEnumerable<string> lines) =>
        lines.Any(line => line.Split(' ').Any(word => word is "-4" or "-6"))
            ? [RuleSetReader.Read(text, IpFamily.V4), RuleSetReader.Read(text, IpFamily.V6)]
            : [RuleSetReader.Read(text)];

    // A line that is elsewhere than it is claimed to be is told, and is still that claim's.
    static (Dictionary<int, int> OfLine, (int?, string, string)? Difference) Assigned(
        List<(int Index, string Item)> lines, List<(int Claim, string Line)> claimed)
    {
        var byLine = claimed.GroupBy(one => one.Line, one => one.Claim)
            .ToDictionary(group => group.Key, group => new Queue<int>(group));
        var ofLine = new Dictionary<int, int>();
        foreach (var (index, line) in lines)
        {
            if (byLine.TryGetValue(line, out var queue) && queue.TryDequeue(out var claim)) ofLine[index + 1] = claim;
        }

        for (var i = 0; i < Math.Max(lines.Count, claimed.Count); i++)
        {
            if (i == claimed.Count) return (ofLine, (null, "no more rules", lines[i].Item));
            if (i == lines.Count) return (ofLine, (claimed[i].Claim, claimed[i].Line, "no more rules"));
            if (claimed[i].Line != lines[i].Item) return (ofLine, (claimed[i].Claim, claimed[i].Line, lines[i].Item));
        }

        return (ofLine, null);
    }

    // Any that does something: not a comment, nor the frame that a table stands in.
    static bool IsOfRule(string line) => line.Length > 0 && line[0] is not ('#' or '*' or ':') && line != "COMMIT";

    sealed record Placed(IpFamily Family, string Chain, Rule Rule);
}
