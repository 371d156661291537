using System.Text.Json.Nodes;
using Merlon.Net;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Reports;

namespace Merlon.RootCause.Exports;

/// <summary>An indicator, and the lines of logs in which it was seen.</summary>
sealed record StixIndicator(string Id, HashSet<LogPlace> Places);

/// <summary>
/// What to look for: the traffic of each attacker, and of each host that he went on from, by address and by the ports
/// that it came to. Patterns are made of addresses and numbers alone, so that no text of an attacker can get into one.
/// </summary>
sealed class StixIndicators(Report report, StixObjects objects)
{
    const int MostPorts = 16;   // more are a scan, and no port tells it

    readonly HashSet<Ip> _attackers = [.. report.Attackers];
    readonly HashSet<Ip> _footholds = [];

    /// <param name="observed">With the ids of their observed data.</param>
    /// <param name="techniques">Ids of attack patterns.</param>
    public IReadOnlyList<StixIndicator> Of(
        IReadOnlyList<(Observation Observation, string Id)> observed, IReadOnlyList<string> techniques)
    {
        _footholds.UnionWith(observed.Where(one => one.Observation.Entry.Phase is "lateral" or "outbound")
            .SelectMany(one => one.Observation.Conversations).Select(one => one.Source).OfType<Ip>());
        return
        [
            .. from one in observed
               from conversation in one.Observation.Conversations
               from end in Ends(conversation)
               group (one.Observation, one.Id, conversation.Port) by end into seen
               select Add(seen.Key, [.. seen], techniques),
        ];
    }

    IEnumerable<(Ip Address, string End)> Ends(Conversation conversation)
    {
        if (conversation.Source is { } from && (_attackers.Contains(from) || _footholds.Contains(from)))
            yield return (from, "src_ref");
        if (conversation.Destination is { } to && _attackers.Contains(to)) yield return (to, "dst_ref");
    }

    StixIndicator Add((Ip Address, string End) whose, List<(Observation Seen, string Id, ushort? Port)> seen,
        IReadOnlyList<string> techniques)
    {
        var observations = seen.Select(one => one.Seen).Distinct().ToList();
        var (first, last) = (observations.Min(one => one.First), observations.Max(one => one.Last));
        var ids = seen.Select(one => one.Id).Distinct().ToList();
        var ports = seen.Select(one => one.Port).OfType<ushort>().Distinct().Order().ToList();
        var id = objects.Add("indicator", new()
        {
            ["name"] = whose.End is "src_ref" ? $"traffic from {whose.Address}" : $"traffic to {whose.Address}",
            ["pattern"] = Pattern(whose.Address, whose.End, ports),
            ["pattern_type"] = "stix",
            ["pattern_version"] = "2.1",
            ["indicator_types"] = new JsonArray(
                _attackers.Contains(whose.Address) ? "malicious-activity" : "compromised"),
            ["valid_from"] = ReportTimes.Text(first),
        });
        objects.Add("sighting", new()
        {
            ["sighting_of_ref"] = id,
            ["observed_data_refs"] = new JsonArray([.. ids.Select(one => JsonValue.Create(one))]),
            ["first_seen"] = ReportTimes.Text(first),
            ["last_seen"] = ReportTimes.Text(last),
            ["count"] = Math.Min(observations.Sum(one => (long)one.Count), 999_999_999),
        });
        foreach (var one in ids) objects.Relate(id, "based-on", one);
        if (_attackers.Count == 1)   // of several it is not told who did what
            foreach (var technique in techniques) objects.Relate(id, "indicates", technique);
        return new(id, [.. observations.SelectMany(one => one.Places)]);
    }

    static string Pattern(Ip address, string end, List<ushort> ports)
    {
        var whose = $"network-traffic:{end}.type = '{StixObjects.TypeOf(address)}'"
            + $" AND network-traffic:{end}.value = '{address}'";
        return ports.Count is 0 or > MostPorts ? $"[{whose}]"
            : $"[{whose} AND network-traffic:dst_port IN ({string.Join(", ", ports)})]";
    }
}
