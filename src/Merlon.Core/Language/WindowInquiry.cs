using System.Collections.Immutable;
using System.Globalization;
using Merlon.Alerts;
using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Language;

/// <summary>
/// Questions about a window that anybody may ask, a language model too: nothing is changed by them, and each is
/// answered in a few lines of Merlon's own words.
/// </summary>
public sealed class WindowInquiry(
    ImmutableArray<AlertedWay> ways, BenignWindow benign, Vantage vantage, ImmutableArray<DropRule> standing)
{
    public const string Top = "TOP", Share = "SHARE", Verdict = "VERDICT", Difference = "DIFF";

    public const int LongestQuestion = 300;

    const int MostLines = 10;

    public static readonly ImmutableArray<string> Kinds = ["sources", "networks", "destinations", "services"];

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

    /// <summary>What a rule would take in of the window, said of its options.</summary>
    public string ShareOf(string options)
    {
        var rule = $"-A {vantage.Hook.ChainName} {options.Trim()} -j DROP";
        return TryRead(rule, out var selectors, out var problem) ? ShareOf(selectors) : problem!;
    }

    string ShareOf(ImmutableArray<TrafficSelector> selectors)
    {
        var met = ways.Where(way => Covers(selectors, way.Key)).ToList();
        var (alerts, all) = (met.Sum(way => way.Alerts), ways.Sum(way => way.Alerts));
        var (flows, examples) = (0L, new HashSet<string>());
        for (var i = 0; i < benign.Places; i++)
        {
            ref readonly var flow = ref benign[i];
            if (!Covers(selectors, flow.Key)) continue;
            flows++;
            if (examples.Count < 3) examples.Add($"{ServiceOf(flow.Key)} of {flow.Key.DestinationIp}");
        }

        var such = examples.Count > 0 ? $", such as {string.Join(", ", examples)}" : "";
        var sources = met.Select(way => way.Key.SourceIp).Distinct().Count();
        return $"it takes in {alerts:N0} of {all:N0} alerts ({sources:N0} sources), and {flows:N0} of "
            + $"{benign.Count:N0} flows without an alert{such}";
    }

    /// <summary>What the rules in force do to a new connection.</summary>
    public string VerdictOn(string source, string destination, string protocol, string port)
    {
        if (!Ip.TryParse(HostOf(source), out var from) || !Ip.TryParse(HostOf(destination), out var to))
            return $"'{source}' or '{destination}' is no address; {Expected}";
        if (!IpProtocolNames.TryParse(System.Text.Encoding.UTF8.GetBytes(protocol), out var by) || !by.IsNumbered)
            return $"'{protocol}' is no protocol; {Expected}";
        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return $"'{port}' is no port; {Expected}";

        var packet = new FlowKey(by, new(from, null), new(to, by.HasPorts ? number : null));
        if (!vantage.Crosses(packet)) return "it does not cross the firewall";

        var dropping = standing.Where(rule => rule.Covers(packet)).Select(rule => $"dropped: {rule}").FirstOrDefault();
        return dropping ?? "it passes: no rule in force drops it";
    }

    /// <summary>What the last rules that were proposed do otherwise than those in force.</summary>
    public string DifferenceOf() => Proposed.IsEmpty
        ? "no rules were proposed yet"
        : Differing("the rules proposed", "those in force", key => Covers(Proposed, key), IsDropped);

    /// <summary>What one set of rules does to the window that another does not.</summary>
    /// <param name="first">Rules in the words of iptables; so too <paramref name="second"/>.</param>
    public string DifferenceOf(string first, string second) =>
        !TryRead(first, out var one, out var problem) ? $"the first: {problem}"
        : !TryRead(second, out var other, out problem) ? $"the second: {problem}"
        : Differing("the first", "the second", key => Covers(one, key), key => Covers(other, key));

    string Differing(string first, string second, Func<FlowKey, bool> one, Func<FlowKey, bool> other)
    {
        var only = ways.Where(way => one(way.Key) && !other(way.Key)).ToList();
        var lacking = ways.Where(way => !one(way.Key) && other(way.Key)).ToList();
        var (more, less) = (0L, 0L);
        for (var i = 0; i < benign.Places; i++)
        {
            var (isOne, isOther) = (one(benign[i].Key), other(benign[i].Key));
            if (isOne && !isOther) more++;
            if (!isOne && isOther) less++;
        }

        return $"{first} cover {only.Sum(way => way.Alerts):N0} alerts{Some(only)} and {more:N0} flows without an "
            + $"alert that {second} do not; {second} cover {lacking.Sum(way => way.Alerts):N0}{Some(lacking)} and "
            + $"{less:N0} that {first} do not";

        static string Some(List<AlertedWay> ways) => ways.Count == 0 ? ""
            : $" (such as {ServiceOf(ways[0].Key)} of {ways[0].Key.DestinationIp} from {ways[0].Key.SourceIp})";
    }

    bool TryRead(string text, out ImmutableArray<TrafficSelector> selectors, out string? problem)
    {
        var answer = RuleAnswerReader.Read(text, vantage.Hook);
        var read = ImmutableArray.CreateBuilder<TrafficSelector>();
        problem = answer.Faults is [var fault, ..] ? fault.Problem : null;
        foreach (var rule in answer.Rules)
        {
            if (SelectorReading.TryRead(rule.Rule, rule.Family, out var some, out var why)) read.AddRange(some);
            else problem ??= why;
        }

        selectors = read.ToImmutable();
        if (selectors.IsEmpty) problem ??= $"no rule; expected such as -A {vantage.Hook.ChainName} -p tcp -j DROP";
        return problem is null;
    }

    bool IsDropped(FlowKey key)
    {
        foreach (var rule in standing)
        {
            if (rule.Covers(key)) return true;
        }

        return false;
    }

    string Counted(Func<AlertedWay, string> kindOf)
    {
        var groups = ways.GroupBy(kindOf).Select(group => (Name: group.Key, Alerts: group.Sum(way => way.Alerts)))
            .OrderByDescending(group => group.Alerts).ThenBy(group => group.Name, StringComparer.Ordinal).ToList();
        var rest = groups.Count - MostLines;
        return string.Join(", ", groups.Take(MostLines).Select(group => $"{group.Name}: {group.Alerts:N0}"))
            + (rest > 0 ? $", and {rest:N0} more" : "");
    }

    /// <summary>As <c>tcp/443</c>.</summary>
    public static string ServiceOf(in FlowKey key) =>
        key.DestinationPort is { } port ? $"{key.Protocol.Name}/{port}" : key.Protocol.Name;

    static bool Covers(ImmutableArray<TrafficSelector> selectors, FlowKey key)
    {
        foreach (var selector in selectors)
        {
            if (selector.Covers(key)) return true;
        }

        return false;
    }

    static bool Is(string word, string name) => word.Equals(name, StringComparison.OrdinalIgnoreCase);

    static string HostOf(string text) => text.Split('/')[0];
}
