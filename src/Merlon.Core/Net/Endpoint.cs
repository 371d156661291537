namespace Merlon.Net;

/// <summary>An address and its port; no port where the protocol has none, or where nobody wrote it down.</summary>
public readonly record struct Endpoint(Ip Ip, ushort? Port)
{
    public override string ToString() => Port is null ? $"{Ip}" : Ip.IsV4 ? $"{Ip}:{Port}" : $"[{Ip}]:{Port}";
}
