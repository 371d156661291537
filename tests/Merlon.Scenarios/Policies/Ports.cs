namespace Merlon.Scenarios.Policies;

/// <summary>What a rule says of a protocol and its destination ports.</summary>
readonly record struct Ports(string Protocol, int Low, int High)
{
    public static Ports Any => new("any", 1, 65535);
    public static Ports AllTcp => Tcp(1, 65535);

    public bool IsAll => Low <= 1 && High == 65535;

    public static Ports Tcp(int port) => new("tcp", port, port);
    public static Ports Tcp(int low, int high) => new("tcp", low, high);
    public static Ports Udp(int port) => new("udp", port, port);

    public override string ToString() => Low == High ? $"{Low}" : $"{Low}-{High}";
}
