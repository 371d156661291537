using System.Collections.Immutable;
using Merlon.Net;

namespace Merlon.Rules.Guards;

/// <summary>What a host must not cut itself off from.</summary>
public sealed record Surroundings
{
    public ImmutableArray<OwnAddress> Own { get; init; } = [];
    public ImmutableArray<Ip> Gateways { get; init; } = [];
    public ImmutableArray<Ip> Resolvers { get; init; } = [];
    public ImmutableArray<SshSession> Sessions { get; init; } = [];
}

/// <summary>An address of one of the host's interfaces.</summary>
public readonly record struct OwnAddress(Ip Address, string Interface);

/// <summary>The SSH session through which somebody works.</summary>
/// <param name="Port">The server's.</param>
public readonly record struct SshSession(Ip Peer, ushort Port);
