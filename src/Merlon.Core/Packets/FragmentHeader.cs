namespace Merlon.Packets;

/// <summary>Which part of which datagram a packet is: of IPv4's header, or IPv6's Fragment header.</summary>
/// <param name="Offset">In bytes, of what stands behind the headers that each fragment has.</param>
/// <param name="HeadersEnd">Where the datagram's own headers end, in bytes of the packet.</param>
/// <param name="PayloadAt">Where this fragment's part begins.</param>
/// <param name="NamedAt">IPv6: the byte that says that a Fragment header follows.</param>
public readonly record struct FragmentHeader(
    uint Id, int Offset, bool HasMore, int HeadersEnd, int PayloadAt, int NamedAt = 0);
