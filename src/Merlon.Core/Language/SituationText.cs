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
/// <param name="lines">Of each table at most.</param>
public sealed class SituationText(Consultation consultation, int lines)
{
    readonly ImmutableArray<AlertedWay> _ways = consultation.Ways;

    /// <summary>How many alerts there are, of what kinds, and whether rules stop them already.</summary>
    public string Alerts
    {
        get
        {
            var (all, covered) = (Sum(_ways), Sum(_ways.Where(way => way.IsCovered)));
            var text = new StringBuilder($"{all:N0} alerts, {covered:N0} of them on what rules in force drop by now. "
                + $"Sources: {Distinct(way => way.Key.SourceIp):N0} "
                + $"(entropy {WindowShape.EntropyOf(_ways, way => way.Key.SourceIp):0.0} bits), "
                + $"destinations: {Distinct(way => way.Key.DestinationIp):N0} "
                + $"(entropy {WindowShape.EntropyOf(_ways, way => way.Key.DestinationIp):0.0} bits).\n");
            Table("services", way => WindowInquiry.ServiceOf(way.Key));
            Table("sources", way => $"{way.Key.SourceIp}");
            Table("networks of sources", way => $"{Atom.Network.BlockOf(way.Key.SourceIp)}");
            Table("destinations", way => $"{way.Key.DestinationIp}");
            return text.ToString();

            void Table(string name, Func<AlertedWay, string> kindOf)
            {
                text.Append($"By {name}:\n");
                var groups = _ways.GroupBy(kindOf).OrderByDescending(Sum)
                    .ThenBy(group => group.Key, StringComparer.Ordinal).ToList();
                foreach (var group in groups.Take(lines)) text.Append($"  {group.Key}: {Counts(group)}\n");
                if (groups.Count > lines) text.Append($"  and {groups.Count - lines:N0} more\n");
            }
        }
    }

    /// <summary>Which services honest clients use: those with the most flows, and a fair choice of others.</summary>
    public string Benign
    {
        get
        {
            var used = Used().ToList();
            var text = new StringBuilder(
                $"{consultation.Benign.Count:N0} flows without an alert, to {used.Count:N0} services.\n");
            var step = Math.Max(1, (used.Count - lines / 2) / Math.Max(1, lines - lines / 2));
            var rest = used.Skip(lines / 2).Where((_, i) => i % step == 0).Take(lines - lines / 2);
            foreach (var (service, flows, clients) in used.Take(lines / 2).Concat(rest))
                text.Append($"  {service}: {flows:N0} flows of {clients:N0} clients\n");
            return text.ToString();
        }
    }

    /// <summary>The rules in force, the latest ones in words.</summary>
    public string Rules
    {
        get
        {
            var standing = consultation.Standing;
            var text = new StringBuilder($"{standing.Length:N0} rules in force.\n");
            foreach (var rule in standing.Reverse().Take(lines)) text.Append($"  drop {rule}\n");
            return text.ToString();
        }
    }

    /// <summary>What the operator protects.</summary>
    public string Context
    {
        get
        {
            var items = consultation.Context.Protected;
            return items.IsEmpty ? "Nothing was said of the site.\n"
                : "Never to be dropped: " + string.Join(", ", items.Take(lines).Select(item => item.Name)) + ".\n";
        }
    }

    IEnumerable<(string Service, int Flows, int Clients)> Used()
    {
        var used = new Dictionary<FlowKey, (int Flows, HashSet<Ip> Clients)>();
        for (var i = 0; i < consultation.Benign.Places; i++)
        {
            ref readonly var flow = ref consultation.Benign[i];
            if (flow.Forward.Packets == 0) continue;

            var service = new FlowKey(flow.Key.Protocol, default, flow.Key.Destination);
            var (flows, clients) = used.GetValueOrDefault(service, (0, []));
            clients.Add(flow.Key.SourceIp);
            used[service] = (flows + 1, clients);
        }

        return from one in used
               let name = $"{WindowInquiry.ServiceOf(one.Key)} of {one.Key.DestinationIp}"
               orderby one.Value.Flows descending, name
               select (name, one.Value.Flows, one.Value.Clients.Count);
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
