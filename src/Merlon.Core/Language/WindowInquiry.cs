using System.Collections.Immutable;
using System.Globalization;
using Merlon.Alerts;
using Merlon.Context;
using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Language;

/// <summary>
/// Questions about alerts and the traffic beside them that anybody may ask, a language model too: nothing is changed by
/// them, and each is answered in a few lines of Merlon's own words.
/// </summary>
public sealed class WindowInquiry
{
    public const string Top = "TOP", Share = "SHARE", Verdict = "VERDICT", Difference = "DIFF";

    public const int LongestQuestion = 300;

    const int MostLines = 10;

    public static readonly ImmutableArray<string> Kinds = ["sources", "networks", "destinations", "services"];

    readonly ImmutableArray<CountedWay> _alerts;
    readonly Func<IEnumerable<CountedWay>> _benign;
    readonly long _benignFlows;
    readonly Vantage _vantage;
    readonly ImmutableArray<DropRule> _standing;
    readonly string _since, _forgotten;   // how far back flows are counted; what is not

    /// <summary>About an alert window and the benign one as they are now.</summary>
    public WindowInquiry(
        ImmutableArray<AlertedWay> ways, BenignWindow benign, Vantage vantage, ImmutableArray<DropRule> standing)
    {
        _alerts = [.. ways.Select(way => new CountedWay(way.Key, way.Alerts))];
        (_benign, _benignFlows) = (() => WaysOf(benign), benign.Count);
        (_vantage, _standing) = (vantage, standing);
        (_since, _forgotten) = ($" of the last {Durations.Text(benign.Span)}", "");
    }

    /// <summary>About all of a log that has ended, whatever made the rules of it.</summary>
    public WindowInquiry(Response response, Vantage vantage)
    {
        _alerts = [.. response.AlertTraffic];
        (_benign, _benignFlows) = (() => response.BenignTraffic, response.BenignFlows);
        (_vantage, _standing) = (vantage, [.. response.Rules.Select(effect => effect.Made.Rule)]);
        _since = "";
        _forgotten = response.ForgottenTraffic is > 0 and var count
            ? $" ({count:N0} alerts and flows are not known any more: there was no room)" : "";
    }

    static readonly string Expected = $"expected {Top} {string.Join('|', Kinds)}, {Share} and a rule's options, "
        + $"{Verdict} SOURCE DESTINATION PROTOCOL PORT, or {Difference}";

    /// <summary>The rules with which <see cref="Difference"/> compares those in force.</summary>
    public ImmutableArray<TrafficSelector> Proposed { get; set; } = [];

    /// <summary>Never fails: what cannot be answered is said to be so.</summary>
    public string Answer(string question)
    {
        if (question.Length > LongestQuestion) return $"the question is too long; {Expected}";

        var words = question.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [var word, var kind] when Is(word, Top) && Kinds.Contains(kind.ToLowerInvariant()) =>
                TopOf(kind.ToLowerInvariant()),
            [var word, .. var options] when Is(word, Share) => ShareOf(string.Join(' ', options)),
            [var word, var source, var destination, var protocol, var port] when Is(word, Verdict) =>
                VerdictOn(source, destination, protocol, port),
            [var word] when Is(word, Difference) => DifferenceOf(),
            _ => Expected,
        };
    }

    /// <summary>The most frequent of a kind, most first.</summary>
    public string TopOf(string kind) => kind switch
    {
        "sources" => Counted(way => $"{way.Key.SourceIp}"),
        "networks" => Counted(way => $"{Atom.Network.BlockOf(way.Key.SourceIp)}"),
        "destinations" => Counted(way => $"{way.Key.DestinationIp}"),
        _ => Counted(way => ServiceOf(way.Key)),
    };

    /// <summary>What a rule would take in of the traffic, said of its options.</summary>
    public string ShareOf(string options)
    {
        var rule = $"-A {_vantage.Hook.ChainName} {options.Trim()} -j DROP";
        return TryRead(rule, out var selectors, out var problem) ? ShareOf(selectors) : problem!;
    }

    string ShareOf(ImmutableArray<TrafficSelector> selectors)
    {
        var met = _alerts.Where(way => Covers(selectors, way.Key)).ToList();
        var (alerts, all) = (met.Sum(way => way.Flows), _alerts.Sum(way => way.Flows));
        var (flows, examples) = (0L, new HashSet<string>());
        foreach (var (key, count) in _benign())
        {
            if (!Covers(selectors, key)) continue;
            flows += count;
            if (examples.Count < 3) examples.Add($"{ServiceOf(key)} of {key.DestinationIp}");
        }

        var such = examples.Count > 0 ? $", such as {string.Join(", ", examples)}" : "";
        var sources = met.Select(way => way.Key.SourceIp).Distinct().Count();
        return $"it takes in {alerts:N0} of {all:N0} alerts ({sources:N0} sources), and {flows:N0} of "
            + $"{_benignFlows:N0} flows without an alert{_since}{such}{_forgotten}";
    }

    /// <summary>What the rules in force do to a new connection.</summary>
    /// <param name="port">Null for none, of a protocol that has none.</param>
    public string VerdictOn(string source, string destination, string protocol, string? port)
    {
        foreach (var address in (string[])[source, destination])
        {
            if (!TryReadHost(address, out _)) return $"'{address}' is no address; expected one such as 203.0.113.7";
        }

        if (!IpProtocolNames.TryParse(System.Text.Encoding.UTF8.GetBytes(protocol), out var by) || !by.IsNumbered)
            return $"'{protocol}' is no protocol; expected one such as tcp, udp or icmp";
        if (!ushort.TryParse(port ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return $"'{port}' is no port; expected a number from 0 to 65535";
        if (port is null && by.HasPorts) return $"no port; expected the destination's, since {by.Name} has ports";

        TryReadHost(source, out var from);
        TryReadHost(destination, out var to);
        var packet = new FlowKey(by, new(from, null), new(to, by.HasPorts ? number : null));
        if (!_vantage.Crosses(packet)) return "it does not cross the firewall";

        var dropping = _standing.Where(rule => rule.Covers(packet)).Select(rule => $"dropped: {rule}").FirstOrDefault();
        return dropping ?? "it passes: no rule in force drops it";
    }

    /// <summary>What the last rules that were proposed do otherwise than those in force.</summary>
    public string DifferenceOf() => Proposed.IsEmpty
        ? "no rules were proposed yet"
        : Differing("the rules proposed", "those in force", key => Covers(Proposed, key), IsDropped);

    /// <summary>What one set of rules does to the traffic that another does not.</summary>
    /// <param name="first">Rules as iptables-restore takes them; so too <paramref name="second"/>.</param>
    public string DifferenceOf(string first, string second) =>
        GivenRules.Read(first, _vantage, out var problem) is not { } one ? $"the first: {problem}"
        : GivenRules.Read(second, _vantage, out problem) is not { } other ? $"the second: {problem}"
        : Differing("the first", "the second", one.Drops, other.Drops)
            + GivenRules.InDoubt(_alerts.Concat(_benign()), one, other);

    string Differing(string first, string second, Func<FlowKey, bool> one, Func<FlowKey, bool> other)
    {
        var (more, less) = Split(_alerts);
        var (moreFlows, lessFlows) = Split(_benign());
        return $"{first} cover {Count(more)} alerts{Some(more)} and {Count(moreFlows)} flows without an alert{_since}"
            + $"{Some(moreFlows)} that {second} do not; {second} cover {Count(less)}{Some(less)} and "
            + $"{Count(lessFlows)}{Some(lessFlows)} that {first} do not{_forgotten}";

        (List<CountedWay> More, List<CountedWay> Less) Split(IEnumerable<CountedWay> ways)
        {
            var (onlyOne, onlyOther) = (new List<CountedWay>(), new List<CountedWay>());
            foreach (var way in ways)
            {
                var (isOne, isOther) = (one(way.Key), other(way.Key));
                if (isOne && !isOther) onlyOne.Add(way);
                if (!isOne && isOther) onlyOther.Add(way);
            }

            return (onlyOne, onlyOther);
        }

        static string Count(List<CountedWay> ways) => $"{ways.Sum(way => way.Flows):N0}";

        static string Some(List<CountedWay> ways) => ways.Count == 0 ? ""
            : $" (such as {ServiceOf(ways[0].Key)} of {ways[0].Key.DestinationIp} from {ways[0].Key.SourceIp})";
    }

    bool TryRead(string text, out ImmutableArray<TrafficSelector> selectors, out string? problem)
    {
        var answer = RuleAnswerReader.Read(text, _vantage.Hook);
        var read = ImmutableArray.CreateBuilder<TrafficSelector>();
        problem = answer.Faults is [var fault, ..] ? fault.Problem : null;
        foreach (var rule in answer.Rules)
        {
            if (SelectorReading.TryRead(rule.Rule, rule.Family, out var some, out var why)) read.AddRange(some);
            else problem ??= why;
        }

        selectors = read.ToImmutable();
        if (selectors.IsEmpty) problem ??= $"no rule; expected such as -A {_vantage.Hook.ChainName} -p tcp -j DROP";
        return problem is null;
    }

    bool IsDropped(FlowKey key)
    {
        foreach (var rule in _standing)
        {
            if (rule.Covers(key)) return true;
        }

        return false;
    }

    string Counted(Func<CountedWay, string> kindOf)
    {
        var groups = _alerts.GroupBy(kindOf).Select(group => (Name: group.Key, Alerts: group.Sum(way => way.Flows)))
            .OrderByDescending(group => group.Alerts).ThenBy(group => group.Name, StringComparer.Ordinal).ToList();
        var rest = groups.Count - MostLines;
        return string.Join(", ", groups.Take(MostLines).Select(group => $"{group.Name}: {group.Alerts:N0}"))
            + (groups.Count == 0 ? "no alerts" : rest > 0 ? $", and {rest:N0} more" : "");
    }

    /// <summary>As <c>tcp/443</c>.</summary>
    public static string ServiceOf(in FlowKey key) =>
        key.DestinationPort is { } port ? $"{key.Protocol.Name}/{port}" : key.Protocol.Name;

    // What does not come by the firewall no rule there takes in.
    bool Covers(ImmutableArray<TrafficSelector> selectors, in FlowKey key)
    {
        foreach (var selector in selectors)
        {
            if (selector.Covers(key)) return _vantage.Crosses(key) && _vantage.SeesPacketsTo(key.DestinationIp);
        }

        return false;
    }

    static IEnumerable<CountedWay> WaysOf(BenignWindow benign)
    {
        for (var i = 0; i < benign.Places; i++) yield return new(benign[i].Key, 1);
    }

    static bool Is(string word, string name) => word.Equals(name, StringComparison.OrdinalIgnoreCase);

    // As rules print it, too.
    static bool TryReadHost(string text, out Ip host)
    {
        if (Ip.TryParse(text, out host)) return true;

        return text.Split('/') is [var address, var bits] && Ip.TryParse(address, out host)
            && bits == (host.IsV4 ? "32" : "128");
    }
}
