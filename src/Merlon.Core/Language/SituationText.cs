using System.Collections.Immutable;
using System.Text;
using Merlon.Flows;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Language;

/// <summary>
/// A situation in words for a language model: numbers, addresses, protocols and ports, in Merlon's own order. Nothing
/// that somebody else wrote stands in it, neither names of signatures nor labels.
/// </summary>
public sealed class SituationText
{
    /// <summary>So many lines of each table are enough for any model.</summary>
    public const int MostLines = 12;

    readonly Consultation _consultation;
    readonly ImmutableArray<AlertedWay> _ways;
    readonly ImmutableArray<(string Name, ImmutableArray<string> Rows, int All)> _tables;
    readonly ImmutableArray<string> _services;

    public SituationText(Consultation consultation)
    {
        (_consultation, _ways) = (consultation, consultation.Ways);
        _tables =
        [
            Table("services", way => WindowInquiry.ServiceOf(way.Key)),
            Table("sources", way => $"{way.Key.SourceIp}"),
            Table("networks of sources", way => $"{Atom.Network.BlockOf(way.Key.SourceIp)}"),
            Table("destinations", way => $"{way.Key.DestinationIp}"),
        ];
        _services = [.. Used()];
    }

    /// <summary>How many alerts there are, of what kinds, and whether rules stop them already.</summary>
    /// <param name="lines">Of each table at most; so too below.</param>
    public string Alerts(int lines)
    {
        var (all, covered) = (Sum(_ways), Sum(_ways.Where(way => way.IsCovered)));
        var text = new StringBuilder($"{all:N0} alerts, {covered:N0} of them on what rules in force drop by now. "
            + $"Sources: {Distinct(way => way.Key.SourceIp):N0} "
            + $"(entropy {WindowShape.EntropyOf(_ways, way => way.Key.SourceIp):0.0} bits), "
            + $"destinations: {Distinct(way => way.Key.DestinationIp):N0} "
            + $"(entropy {WindowShape.EntropyOf(_ways, way => way.Key.DestinationIp):0.0} bits).\n");
        foreach (var (name, rows, count) in _tables)
        {
            text.Append($"By {name}:\n");
            foreach (var row in rows.Take(lines)) text.Append($"  {row}\n");
            if (count > lines) text.Append($"  and {count - lines:N0} more\n");
        }

        return text.ToString();
    }

    /// <summary>Which services honest clients use: those with the most flows, and a fair choice of others.</summary>
    public string Benign(int lines)
    {
        var text = new StringBuilder(
            $"{_consultation.Benign.Count:N0} flows without an alert, to {_services.Length:N0} services.\n");
        var (first, others) = (lines / 2, lines - lines / 2);
        var step = Math.Max(1, (_services.Length - first) / Math.Max(1, others));
        var rest = _services.Skip(first).Where((_, i) => i % step == 0).Take(others);
        foreach (var service in _services.Take(first).Concat(rest)) text.Append($"  {service}\n");
        return text.ToString();
    }

    /// <summary>The rules in force, the latest ones in words.</summary>
    public string Rules(int lines)
    {
        var standing = _consultation.Standing;
        var text = new StringBuilder($"{standing.Length:N0} rules in force.\n");
        foreach (var rule in standing.Reverse().Take(lines)) text.Append($"  drop {rule}\n");
        return text.ToString();
    }

    /// <summary>What the operator protects; not why, which is for people.</summary>
    public string Context(int lines)
    {
        var items = _consultation.Context.Protected;
        return items.IsEmpty ? "Nothing was said of the site.\n"
            : "Never to be dropped: " + string.Join(", ", items.Take(lines).Select(item => item.Scope)) + ".\n";
    }

    (string Name, ImmutableArray<string> Rows, int All) Table(string name, Func<AlertedWay, string> kindOf)
    {
        var groups = _ways.GroupBy(kindOf).OrderByDescending(Sum)
            .ThenBy(group => group.Key, StringComparer.Ordinal).ToList();
        return (name, [.. groups.Take(MostLines).Select(group => $"{group.Key}: {Counts(group)}")], groups.Count);
    }

    IEnumerable<string> Used()
    {
        var used = new Dictionary<FlowKey, (int Flows, HashSet<Ip> Clients)>();
        for (var i = 0; i < _consultation.Benign.Places; i++)
        {
            ref readonly var flow = ref _consultation.Benign[i];
            if (flow.Forward.Packets == 0) continue;

            var service = new FlowKey(flow.Key.Protocol, default, flow.Key.Destination);
            var (flows, clients) = used.GetValueOrDefault(service, (0, []));
            clients.Add(flow.Key.SourceIp);
            used[service] = (flows + 1, clients);
        }

        return from one in used
               let name = $"{WindowInquiry.ServiceOf(one.Key)} of {one.Key.DestinationIp}"
               orderby one.Value.Flows descending, name
               select $"{name}: {one.Value.Flows:N0} flows of {one.Value.Clients.Count:N0} clients";
    }

    static string Counts(IEnumerable<AlertedWay> ways)
    {
        var (sources, destinations) = (new HashSet<Ip>(), new HashSet<Ip>());
        var services = new HashSet<(IpProtocol, ushort?)>();
        var alerts = 0L;
        foreach (var (key, count, _, _) in ways)
        {
            alerts += count;
            sources.Add(key.SourceIp);
            destinations.Add(key.DestinationIp);
            services.Add((key.Protocol, key.DestinationPort));
        }

        return $"{alerts:N0} alerts, {sources.Count:N0} sources, {destinations.Count:N0} destinations, "
            + $"{services.Count:N0} services";
    }

    static long Sum(IEnumerable<AlertedWay> ways) => ways.Sum(way => way.Alerts);

    int Distinct<T>(Func<AlertedWay, T> of) => _ways.Select(of).Distinct().Count();
}
