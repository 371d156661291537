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

    /// <summary><see cref="Ip.Hash"/> of the flow's source.</summary>
    public ulong SourceHash { get; }

    /// <summary><see cref="Ip.Hash"/> of the flow's destination.</summary>
    public ulong DestinationHash { get; }

    /// <summary>The print of the rule that drops the flow's first packet.</summary>
    public ulong Forward(Atom atom) => !_hasForward ? 0
        : atom.IsNetwork ? OfBlock(atom, Key.SourceIp)
        : Print(atom, SourceHash, DestinationHash, Key.SourcePort, Key.DestinationPort);

    /// <summary>The print of the rule that drops its first answer.</summary>
    public ulong Backward(Atom atom) => !_hasBackward ? 0
        : atom.IsNetwork ? OfBlock(atom, Key.DestinationIp)
        : Print(atom, DestinationHash, SourceHash, Key.DestinationPort, Key.SourcePort);

    /// <summary>
    /// The print of the same rule that drops only what comes above a <see cref="RateLimit"/>; and back again.
    /// </summary>
    public static ulong OfLimited(ulong print) => print == 0 ? 0 : print ^ Odd;

    /// <summary>The print of the rule that drops everything that an address sends.</summary>
    public static ulong OfSource(Ip address) => Mixed(address.Hash, (ulong)Atom.Source);

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
