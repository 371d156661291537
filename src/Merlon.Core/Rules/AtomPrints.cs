using System.Runtime.CompilerServices;
using Merlon.Flows;
using Merlon.Net;

namespace Merlon.Rules;

/// <summary>
/// The rules of the four atoms that drop a packet, each as 64 bits: what tables of rules and counts are keyed by.
/// 0 stands for no rule.
/// </summary>
/// <remarks>
/// Two rules share a print with a chance of 2^-64, and no one outside can make them, since addresses are hashed with
/// a secret. In a count of benign flows it would make a rule look more harmful than it is, never less.
/// </remarks>
public readonly struct AtomPrints
{
    const ulong Odd = 0xBF58_476D_1CE4_E5B9;

    readonly ulong _source;
    readonly ulong _service;
    readonly ulong _destination;
    readonly ulong _connection;

    AtomPrints(IpProtocol protocol, ulong from, ulong to, ushort? fromPort, ushort? toPort)
    {
        var by = (ulong)protocol << 32;
        _source = Mixed(from, (ulong)Atom.Source);
        if (!protocol.IsNumbered) return;

        _destination = Mixed(to, by | (ulong)Atom.Destination);
        var hasPorts = protocol is IpProtocol.Tcp or IpProtocol.Udp;
        if (hasPorts && toPort is { } port) _service = Mixed(to, by | (ulong)port << 8 | (ulong)Atom.Service);
        if (hasPorts && (fromPort is null || toPort is null)) return;

        var ports = hasPorts ? (ulong)fromPort!.Value << 48 | (ulong)toPort!.Value << 8 : 0;
        _connection = Mixed(from + ulong.RotateLeft(to, 23), by | ports | (ulong)Atom.Connection);
    }

    public ulong this[Atom atom] => atom switch
    {
        Atom.Source => _source,
        Atom.Service => _service,
        Atom.Destination => _destination,
        _ => _connection,
    };

    /// <summary>The prints of a flow's first packet and of its first answer.</summary>
    public static (AtomPrints Forward, AtomPrints Backward) Of(in FlowKey key)
    {
        var (source, destination) = (key.Source.Ip.Hash, key.Destination.Ip.Hash);
        return (
            new(key.Protocol, source, destination, key.Source.Port, key.Destination.Port),
            new(key.Protocol, destination, source, key.Destination.Port, key.Source.Port));
    }

    /// <summary>The print of the rule that drops everything that an address sends.</summary>
    public static ulong OfSource(Ip address) => Mixed(address.Hash, (ulong)Atom.Source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Mixed(ulong address, ulong rest)
    {
        var high = Math.BigMul(address ^ (rest * Odd), Odd, out var low);
        var print = high ^ low ^ rest;
        return print == 0 ? 1 : print;
    }
}
