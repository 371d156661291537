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

    readonly IpProtocol _protocol;
    readonly ushort? _sourcePort;
    readonly ushort? _destinationPort;
    readonly bool _hasForward;
    readonly bool _hasBackward;

    public FlowPrints(in Flow flow, Vantage vantage)
    {
        SourceHash = flow.Key.SourceIp.Hash;
        DestinationHash = flow.Key.DestinationIp.Hash;
        _protocol = flow.Key.Protocol;
        _sourcePort = flow.Key.SourcePort;
        _destinationPort = flow.Key.DestinationPort;
        _hasForward = flow.Forward.Packets > 0 && vantage.SeesPacketsTo(flow.Key.DestinationIp);
        _hasBackward = flow.Backward.Packets > 0 && vantage.SeesPacketsTo(flow.Key.SourceIp);
    }

    /// <summary><see cref="Ip.Hash"/> of the flow's source.</summary>
    public ulong SourceHash { get; }

    /// <summary><see cref="Ip.Hash"/> of the flow's destination.</summary>
    public ulong DestinationHash { get; }

    /// <summary>The print of the rule that drops the flow's first packet.</summary>
    public ulong Forward(Atom atom) =>
        _hasForward ? Print(atom, SourceHash, DestinationHash, _sourcePort, _destinationPort) : 0;

    /// <summary>The print of the rule that drops its first answer.</summary>
    public ulong Backward(Atom atom) =>
        _hasBackward ? Print(atom, DestinationHash, SourceHash, _destinationPort, _sourcePort) : 0;

    /// <summary>The print of the rule that drops everything that an address sends.</summary>
    public static ulong OfSource(Ip address) => Mixed(address.Hash, (ulong)Atom.Source);

    ulong Print(Atom atom, ulong from, ulong to, ushort? fromPort, ushort? toPort)
    {
        if (atom is Atom.Source) return Mixed(from, (ulong)atom);
        if (!_protocol.IsNumbered) return 0;

        var rest = (ulong)_protocol << 32 | (ulong)atom;
        if (atom is Atom.Destination) return Mixed(to, rest);

        var speaksOfPorts = _protocol is IpProtocol.Tcp or IpProtocol.Udp;
        if (atom is Atom.Service) return speaksOfPorts && toPort is { } port ? Mixed(to, rest | (ulong)port << 8) : 0;
        if (!speaksOfPorts) return Mixed(from + ulong.RotateLeft(to, 23), rest);
        return fromPort is null || toPort is null
            ? 0
            : Mixed(from + ulong.RotateLeft(to, 23), rest | (ulong)fromPort << 48 | (ulong)toPort << 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Mixed(ulong address, ulong rest)
    {
        var high = Math.BigMul(address ^ (rest * Odd), Odd, out var low);
        var print = high ^ low ^ rest;
        return print == 0 ? 1 : print;
    }
}
