using System.Runtime.CompilerServices;
using Merlon.Flows;
using Merlon.Net;

namespace Merlon.Rules;

/// <summary>
/// The rules that would drop a flow, each as 64 bits (its print), made when asked for: those of its first packet,
/// and, when it is answered, those of its first answer. 0 stands for no rule: the atom cannot be said of this flow,
/// the direction has no packets, or the chain never sees them.
/// </summary>
/// <remarks>
/// Two rules share a print with a chance of 2^-64, and no one outside can make them, since addresses are hashed with
/// a secret.
/// </remarks>
public readonly struct FlowPrints
{
    const ulong Odd = 0xBF58_476D_1CE4_E5B9;

    readonly bool _hasForward;
    readonly bool _hasBackward;

    public FlowPrints(in Flow flow, Vantage vantage)
    {
        Key = flow.Key;
        SourceHash = flow.Key.SourceIp.Hash;
        DestinationHash = flow.Key.DestinationIp.Hash;
        _hasForward = flow.Forward.Packets > 0 && vantage.SeesPacketsTo(flow.Key.DestinationIp);
        _hasBackward = flow.Backward.Packets > 0 && vantage.SeesPacketsTo(flow.Key.SourceIp);
    }

    public FlowKey Key { get; }

    /// <summary>Whether a rule can drop its first packet at all.</summary>
    public bool HasForward => _hasForward;

    /// <summary><see cref="Ip.Hash"/> of the flow's source.</summary>
    public ulong SourceHash { get; }

    /// <summary><see cref="Ip.Hash"/> of the flow's destination.</summary>
    public ulong DestinationHash { get; }

    /// <summary>The print of the rule that drops the flow's first packet.</summary>
    public ulong Forward(Atom atom) => !_hasForward || atom is Atom.Selector ? 0
        : atom.IsNetwork ? OfBlock(atom, Key.SourceIp)
        : Print(atom, SourceHash, DestinationHash, Key.SourcePort, Key.DestinationPort);

    /// <summary>The print of the rule that drops its first answer.</summary>
    public ulong Backward(Atom atom) => !_hasBackward || atom is Atom.Selector ? 0
        : atom.IsNetwork ? OfBlock(atom, Key.DestinationIp)
        : Print(atom, DestinationHash, SourceHash, Key.DestinationPort, Key.SourcePort);

    /// <summary>
    /// The print of the same rule that drops only what comes above a <see cref="RateLimit"/>; and back again.
    /// </summary>
    public static ulong OfLimited(ulong print) => print == 0 ? 0 : print ^ Odd;

    /// <summary>The print of the rule that drops everything that an address sends.</summary>
    public static ulong OfSource(Ip address) => Mixed(address.Hash, (ulong)Atom.Source);

    /// <summary>The print of the rule that drops what a selector takes in; no flow's.</summary>
    public static ulong Of(TrafficSelector selector)
    {
        var (from, to) = (HashOf(selector.Sources, 1), HashOf(selector.Destinations, 2));
        var ports = (ulong)selector.Ports.First << 16 | selector.Ports.Last;
        var kind = (ulong)(selector.Protocol ?? IpProtocol.Unknown) << 40 | (ulong)selector.Family << 56;
        return Mixed(from + ulong.RotateLeft(to, 23), kind | ports << 8 | (ulong)Atom.Selector);

        static ulong HashOf(IpPrefix? block, ulong none) =>
            block is { } given ? Mixed(given.Network.Hash, (ulong)given.Length) : none;
    }

    /// <summary>Of a source's way to a service, from whatever port, and whichever direction has packets.</summary>
    public static ulong OfWay(in FlowKey key) => Mixed(
        key.SourceIp.Hash + ulong.RotateLeft(key.DestinationIp.Hash, 23),
        (ulong)key.Protocol << 32 | (key.DestinationPort is { } port ? port + 1UL : 0));

    static ulong OfBlock(Atom atom, Ip source) => Mixed(atom.BlockOf(source).Network.Hash, (ulong)atom);

    ulong Print(Atom atom, ulong from, ulong to, ushort? fromPort, ushort? toPort)
    {
        if (atom is Atom.Source) return Mixed(from, (ulong)atom);
        if (!Key.Protocol.IsNumbered) return 0;

        var rest = (ulong)Key.Protocol << 32 | (ulong)atom;
        if (atom is Atom.Destination) return Mixed(to, rest);

        var speaksOfPorts = Key.Protocol is IpProtocol.Tcp or IpProtocol.Udp;
        if (atom.HasService && (!speaksOfPorts || toPort is null)) return 0;

        var both = from + ulong.RotateLeft(to, 23);
        return atom switch
        {
            Atom.Service => Mixed(to, rest | (ulong)toPort!.Value << 8),
            Atom.SourceToPort => Mixed(from, rest | (ulong)toPort!.Value << 8),
            Atom.SourceToService => Mixed(both, rest | (ulong)toPort!.Value << 8),
            _ when !speaksOfPorts => Mixed(both, rest),
            _ => fromPort is null || toPort is null
                ? 0
                : Mixed(both, rest | (ulong)fromPort << 48 | (ulong)toPort << 8),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Mixed(ulong address, ulong rest)
    {
        var high = Math.BigMul(address ^ (rest * Odd), Odd, out var low);
        var print = high ^ low ^ rest;
        return print == 0 ? 1 : print;
    }
}
