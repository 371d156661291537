using System.Collections.Immutable;
using System.Globalization;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Syntax;

namespace Merlon.Context;

/// <summary>
/// What is offered by one protocol: <c>tcp/443</c>, <c>udp/8000-8080</c>, or <c>icmp</c>, which stands for that of
/// either family.
/// </summary>
public readonly record struct ServicePorts
{
    static readonly string[] Usual = ["tcp", "udp", "icmp", "sctp", "dccp", "udplite", "gre", "esp", "ah"];

    ServicePorts(IpProtocol protocol, ushort first, ushort last) => (Protocol, First, Last) = (protocol, first, last);

    public IpProtocol Protocol { get; }

    /// <summary>The lowest port; 0 where there are none, and <see cref="Last"/> is then the highest.</summary>
    public ushort First { get; }
    public ushort Last { get; }

    public bool Overlaps(ServicePorts other) =>
        Protocol == other.Protocol && First <= other.Last && other.First <= Last;

    /// <summary>The packets to it, or its answers.</summary>
    /// <remarks>Later fragments carry no port, and so may be of any service of their protocol.</remarks>
    public Condition ConditionIn(IpFamily family, bool isAnswer)
    {
        var field = isAnswer ? Field.SourcePort : Field.DestinationPort;
        return Condition.Is(Field.Protocol, (uint)ProtocolIn(family))
            & (Protocol.HasPorts
                ? Condition.Is(Field.Fragment, 1) | Condition.In(field, First, Last)
                : Condition.Everything);
    }

    /// <summary>Whether a rule may drop packets to it, or its answers.</summary>
    public bool Meets(in DropRule rule, IpFamily family, bool isAnswer)
    {
        if (rule.Protocol is { } protocol && protocol != ProtocolIn(family)) return false;
        if (!isAnswer && rule.Spared is { } spared && IsWithin(spared.Ports)) return false;
        var named = !isAnswer ? rule.DestinationPorts
            : rule.SourcePort is { } port ? PortRange.Only(port) : null;
        return named?.Overlaps(new(First, Last)) ?? true;
    }

    public override string ToString() =>
        !Protocol.HasPorts ? ProtocolNames.Print(Protocol)
        : First == Last ? $"{ProtocolNames.Print(Protocol)}/{First}"
        : $"{ProtocolNames.Print(Protocol)}/{First}-{Last}";

    public static bool TryRead(string text, out ServicePorts service, out Problem problem)
    {
        (service, problem) = (default, default);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var name = slash < 0 ? text : text[..slash];
        if (!ProtocolNames.TryRead(name, out var protocol) || !protocol.IsNumbered)
        {
            problem = Nearest.Problem($"'{name}' is no protocol", name, Usual);
            return false;
        }

        if (protocol is IpProtocol.IcmpV6) protocol = IpProtocol.Icmp;
        if (!protocol.HasPorts)
        {
            service = new(protocol, 0, ushort.MaxValue);
            problem = slash < 0 ? default : new($"{name} has no ports", name, slash);
            return slash < 0;
        }

        var read = slash < 0 ? null : PortsOf(text[(slash + 1)..]);
        if (read is not var (first, last))
        {
            problem = slash < 0
                ? new($"{name} without a port", $"{name}/80 or {name}/8000-8080")
                : new($"'{text[(slash + 1)..]}' is no port",
                    $"a number from 0 to 65535, or first-last, as {name}/8000-8080", slash + 1);
            return false;
        }

        service = new(protocol, first, last);
        problem = first <= last ? default : new($"the ports {first}-{last} run backwards", $"{name}/{last}-{first}");
        return first <= last;
    }

    bool IsWithin(ImmutableArray<ushort> ports)
    {
        var first = ports.BinarySearch(First);
        return Protocol.HasPorts && first >= 0
            && first + (Last - First) is var last && last < ports.Length && ports[last] == Last;
    }

    /// <summary>Its protocol's number there: ICMP has another in IPv6.</summary>
    public IpProtocol ProtocolIn(IpFamily family) =>
        Protocol is IpProtocol.Icmp && family is IpFamily.V6 ? IpProtocol.IcmpV6 : Protocol;

    static (ushort First, ushort Last)? PortsOf(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var (first, last) = dash < 0 ? (text, text) : (text[..dash], text[(dash + 1)..]);
        return TryReadPort(first, out var low) && TryReadPort(last, out var high) ? (low, high) : null;
    }

    static bool TryReadPort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);
}
