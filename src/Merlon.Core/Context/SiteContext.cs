using System.Collections.Immutable;
using Merlon.Net;
using Merlon.Rules;

namespace Merlon.Context;

/// <summary>
/// What the operator says of the site: what lies behind the firewall, what stands there, and whose traffic is never
/// to be dropped.
/// </summary>
/// <remarks>
/// Who administers the site or is known to be good talks to what is inside. Answers to them are therefore what the
/// internal prefixes send; with none said, what anybody sends, and then no source can be blocked as a whole.
/// </remarks>
public sealed record SiteContext
{
    const int MostPorts = 128;

    /// <summary>The operator has said nothing.</summary>
    public static readonly SiteContext None = new([], [], [], [], [], null);

    public SiteContext(
        ImmutableArray<Placed<IpPrefix>> internals, ImmutableArray<Asset> assets,
        ImmutableArray<Placed<IpPrefix>> criticals, ImmutableArray<Placed<IpPrefix>> admins,
        ImmutableArray<Allow> allows, TimeSpan? blockFor)
    {
        (Internals, Assets, Criticals, Admins, Allows, BlockFor) =
            (internals, assets, criticals, admins, allows, blockFor);
        Protected = [.. criticals.Select(Critical), .. admins.Select(Admin), .. allows.Select(Known)];
    }

    /// <summary>The prefixes behind the firewall; none when that was not said.</summary>
    public ImmutableArray<Placed<IpPrefix>> Internals { get; }

    public ImmutableArray<Asset> Assets { get; }

    /// <summary>Nothing from or to these is dropped.</summary>
    public ImmutableArray<Placed<IpPrefix>> Criticals { get; }

    /// <summary>Nothing from these is dropped, and none of the answers to them.</summary>
    public ImmutableArray<Placed<IpPrefix>> Admins { get; }

    public ImmutableArray<Allow> Allows { get; }

    /// <summary>How long a block stands; null when that was not said.</summary>
    public TimeSpan? BlockFor { get; }

    /// <summary>What must not be dropped.</summary>
    public ImmutableArray<Protected> Protected { get; }

    /// <summary>What the operator says stands there.</summary>
    public IEnumerable<Asset> AssetsAt(Ip address) =>
        Assets.Where(asset => asset.Addresses.Any(block => block.Value.Contains(address)));

    /// <summary>Whether a rule would drop a packet of protected traffic.</summary>
    public bool Forbids(in DropRule rule)
    {
        foreach (var item in Protected)
        {
            if (item.Meets(rule)) return true;
        }

        return false;
    }

    /// <summary>
    /// The rule without protected traffic, and, where it closes a whole address, without what assets offer there; null
    /// when nothing of use would be left of it.
    /// </summary>
    public DropRule? Carve(in DropRule rule)
    {
        var rest = rule.Atom is Atom.Destination ? WithoutOffers(rule) : rule;
        foreach (var item in Protected) rest = rest is { } left ? item.Without(left) : null;
        return rest;
    }

    DropRule? WithoutOffers(in DropRule rule)
    {
        var (destination, protocol) = (rule.Destination!.Value, rule.Protocol!.Value);
        var spared = rule.Spared ?? Spared.Nothing;
        var ports = new SortedSet<ushort>(spared.Ports);
        foreach (var service in AssetsAt(destination).SelectMany(asset => asset.Services, (_, placed) => placed.Value))
        {
            if (service.ProtocolIn(destination.Family) != protocol) continue;
            if (!protocol.HasPorts || service.Last - service.First >= MostPorts) return null;
            for (var port = (int)service.First; port <= service.Last; port++) ports.Add((ushort)port);
        }

        if (ports.Count > MostPorts) return null;
        return ports.Count == spared.Ports.Length ? rule : rule with { Spared = spared with { Ports = [.. ports] } };
    }


    static Protected Critical(Placed<IpPrefix> block)
    {
        ImmutableArray<IpPrefix> critical = [block.Value];
        var family = block.Value.Network.Family;
        return new($"critical {Short(block.Value)}", block.Line,
            new Lane(family, critical, null, [], IsAnswer: false),
            new Lane(family, null, critical, [], IsAnswer: true));
    }

    Protected Admin(Placed<IpPrefix> block)
    {
        ImmutableArray<IpPrefix> admin = [block.Value];
        var family = block.Value.Network.Family;
        return new($"admin {Short(block.Value)}", block.Line,
            new Lane(family, admin, null, [], IsAnswer: false),
            new Lane(family, Inside(family), admin, [], IsAnswer: true));
    }

    Protected Known(Allow allow)
    {
        ImmutableArray<IpPrefix> from = [.. allow.From.Select(block => block.Value)];
        ImmutableArray<IpPrefix>? to = allow.To.IsEmpty ? null : [.. allow.To.Select(block => block.Value)];
        ImmutableArray<ServicePorts> services = [.. allow.Services.Select(service => service.Value)];
        var family = from[0].Network.Family;
        return new(allow.Name, allow.Line,
            new Lane(family, from, to, services, IsAnswer: false),
            new Lane(family, to ?? Inside(family), from, services, IsAnswer: true))
        {
            Scope = allow.Scope,
        };
    }

    // Null, for everywhere, where nobody said what is inside.
    ImmutableArray<IpPrefix>? Inside(IpFamily family)
    {
        ImmutableArray<IpPrefix> inside =
            [.. Internals.Select(block => block.Value).Where(block => block.Network.Family == family)];
        return inside.IsEmpty ? null : inside;
    }

    static string Short(IpPrefix block) => block == IpPrefix.Host(block.Network) ? $"{block.Network}" : $"{block}";
}
