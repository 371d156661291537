using Merlon.Rules;
using Merlon.Rules.Meaning;

namespace Merlon.Cli;

/// <summary>What every packet is decided with: the rules, the hook, and what the user said of all packets.</summary>
sealed record Deciding(PacketWalk Walk, Hook Hook, GivenFields Given)
{
    /// <summary>Tables beside filter that hold rules.</summary>
    public required IReadOnlyList<string> LeftAside { get; init; }

    /// <summary>What a packet is of which nothing more is known.</summary>
    public Packet Ordinary { get; } = Given.On(Given.Ordinary.In(Hook).Routed(Hook));
}
