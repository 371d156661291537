using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Synthesis;

/// <summary>
/// Proposes whatever can be made of the alerts: nobody can talk more into being taken, whatever he wants. What it gets
/// through, the worst of proposers might.
/// </summary>
sealed class EveryRule : IProposer
{
    const int Most = 12;

    static readonly int[] Lengths = [1, 4, 8, 12, 16, 20, 24, 28];

    public string Name => "every rule";

    public int Proposed { get; private set; }
    public int Proven { get; private set; }

    public void Propose(Consultation consultation)
    {
        var services = consultation.Ways.Where(way => way.Key.Protocol.IsNumbered)
            .GroupBy(way => (way.Key.Protocol, way.Key.DestinationPort, way.Key.DestinationIp.Family))
            .OrderByDescending(group => group.Count()).Take(Most);
        foreach (var selector in services.SelectMany(RulesFor))
        {
            Proposed++;
            if (consultation.Consider(selector).IsProven) Proven++;
        }
    }

    static IEnumerable<TrafficSelector> RulesFor(
        IGrouping<(IpProtocol Protocol, ushort? Port, IpFamily Family), AlertedWay> service)
    {
        var (protocol, port, family) = service.Key;
        var one = protocol.HasPorts && port is { } number ? PortRange.Only(number) : PortRange.All;
        PortRange[] more = protocol.HasPorts ? [new(1_024, ushort.MaxValue), PortRange.All] : [];
        PortRange[] ports = [one, .. more];
        IpPrefix?[] destinations =
        [
            null,
            .. service.Select(way => (IpPrefix?)IpPrefix.Around(way.Key.DestinationIp, 24)).Distinct().Take(Most),
            .. service.Select(way => (IpPrefix?)IpPrefix.Host(way.Key.DestinationIp)).Distinct().Take(Most),
        ];
        IpPrefix?[] sources =
        [
            null,
            .. Lengths.SelectMany(length => service.Select(way => (IpPrefix?)IpPrefix.Around(way.Key.SourceIp, length))
                .Distinct().Take(3)),
        ];
        return from range in ports
               from destination in destinations
               from source in sources
               where source is null || destination is null || range == one
               select new TrafficSelector(family, range == PortRange.All ? null : protocol, source, destination, range);
    }
}
