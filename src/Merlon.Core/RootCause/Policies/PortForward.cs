using System.Collections.Immutable;
using Merlon.Net;
using Merlon.RootCause.Logs;
using Merlon.Rules;

namespace Merlon.RootCause.Policies;

/// <summary>A rule that leads what comes to one address and port to another (iptables' DNAT).</summary>
/// <param name="Rule">In table nat.</param>
/// <param name="Port">Null where it stays what it was.</param>
public sealed record PortForward(Rule Rule, Ip Inner, ushort? Port)
{
    /// <summary>The forwards of a rule set, in order; those to several addresses or ports are left out.</summary>
    public static ImmutableArray<PortForward> Of(RuleSet rules) =>
    [
        .. from chain in rules.TableNamed("nat")?.Chains ?? []
           from rule in chain.Rules
           let forward = Of(rule)
           where forward is not null
           select forward,
    ];

    static PortForward? Of(Rule rule)
    {
        if (rule.Target is not Target.Extension({ Name: "DNAT" } use, _)) return null;

        var to = use.Options.FirstOrDefault(option => option.Name is "--to-destination")?.Words[0];
        if (to is null || !Endpoints.TrySplit(to, out var address, out var port)
            || !Ip.TryParse(address, out var inner))
            return null;
        if (port.IsEmpty) return new(rule, inner, null);
        return ushort.TryParse(port, out var number) ? new(rule, inner, number) : null;
    }

    /// <summary>The packets inside of what is told of them outside; null where this does not lead them.</summary>
    public PacketFacts? Inside(PacketFacts outside) =>
        Leads(outside, outside.Destination, outside.DestinationPort)
            ? outside with { Destination = Inner, DestinationPort = Port ?? outside.DestinationPort } : null;

    /// <summary>Whether what is told inside is what this has led there.</summary>
    public bool HasLed(PacketFacts inside) =>
        inside.Destination == Inner && (Port is null || Port == inside.DestinationPort)
        && Rule.Destination is { IsNegated: false, Value: var outer }
        && Leads(inside, OuterOf(outer), OuterPort(inside));

    static Ip? OuterOf(AddressMask outer) =>
        outer.Family is IpFamily.V4 ? Ip.V4((uint)outer.Bits) : new Ip(outer.Bits);

    // Of a forward that keeps the port it is the same; of another, what the rule asks for is taken for granted.
    ushort? OuterPort(PacketFacts inside) => Port is null ? inside.DestinationPort : null;

    bool Leads(PacketFacts facts, Ip? destination, ushort? port)
    {
        if (facts.Source is not { } source || destination is not { } to) return false;

        var packet = new Packet
        {
            Family = to.Family,
            Source = AddressMask.RightAligned(source),
            Destination = AddressMask.RightAligned(to),
            Protocol = facts.Protocol ?? IpProtocol.Tcp,
            SourcePort = facts.SourcePort ?? 40_000,
            DestinationPort = port ?? AnyPort,
        };
        return Rule.Condition.Holds(packet) is not false;
    }

    // One that the rule asks for.
    ushort AnyPort => Rule.Condition.Parts
        .Select(part => part switch
        {
            Condition.Bits(Field.DestinationPort, var value, _) => (ushort)value,
            Condition.Between(Field.DestinationPort, var first, _) => (ushort)first,
            _ => (ushort)0,
        })
        .FirstOrDefault(found => found != 0, (ushort)80);
}
