namespace Merlon.Net;

/// <summary>Ports from one to another, both included.</summary>
public readonly record struct PortRange(ushort First, ushort Last)
{
    public static readonly PortRange All = new(0, ushort.MaxValue);

    public static PortRange Only(ushort port) => new(port, port);

    public bool Contains(ushort port) => port >= First && port <= Last;

    public bool Overlaps(PortRange other) => First <= other.Last && other.First <= Last;

    public override string ToString() => First == Last ? $"{First}" : $"{First}:{Last}";
}
