using System.Net;
using System.Net.Sockets;

namespace Merlon.Scenarios.Replaying;

/// <summary>One line of a rule file, read back from its text.</summary>
sealed class Clause(RulePlace place)
{
    // Per source: tokens left, and when they were counted.
    readonly Dictionary<IPAddress, (double Left, DateTime At)> _tokens = [];

    public RulePlace Place => place;
    public int Family { get; set; }
    public IPNetwork? Source { get; set; }
    public IPNetwork? Destination { get; set; }
    public string? Protocol { get; set; }
    public int Low { get; set; }
    public int High { get; set; } = 65535;
    public bool Admits { get; set; }
    public bool OnlyTranslated { get; set; }
    public (IPAddress Address, int? Port)? ForwardTo { get; set; }
    public (int Burst, TimeSpan Every)? Limit { get; set; }

    /// <summary>How many packets it speaks of, as the logarithm to base 2; what a reader calls permissive.</summary>
    public double Width => Bits(Source) + Bits(Destination) + Math.Log2(High - Low + 1) + (Protocol is null ? 1 : 0);

    public bool Matches(Packet packet)
    {
        var family = packet.Destination.AddressFamily == AddressFamily.InterNetworkV6 ? 6 : 4;
        if (Family != 0 && Family != family) return false;
        if (Protocol is not null && Protocol != packet.Protocol) return false;
        if (packet.DestinationPort < Low || packet.DestinationPort > High) return false;
        if (Source is { } source && !source.Contains(packet.Source)) return false;
        if (Destination is { } destination && !destination.Contains(packet.Destination)) return false;
        return Limit is not { } limit || Take(packet, limit.Burst, limit.Every);
    }

    bool Take(Packet packet, int burst, TimeSpan every)
    {
        var (left, at) = _tokens.GetValueOrDefault(packet.Source, (burst, packet.At));
        left = Math.Min(burst, left + (packet.At - at) / every);
        var has = left >= 1;
        _tokens[packet.Source] = (has ? left - 1 : left, packet.At);
        return has;
    }

    static double Bits(IPNetwork? network) => network switch
    {
        null => 32,
        { BaseAddress.AddressFamily: AddressFamily.InterNetworkV6 } six => (128 - six.PrefixLength) / 4.0,
        { } four => 32 - four.PrefixLength,
    };
}
