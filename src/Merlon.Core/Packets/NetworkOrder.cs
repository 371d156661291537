using System.Buffers.Binary;

namespace Merlon.Packets;

/// <summary>Numbers as headers hold them: the most significant byte first.</summary>
static class NetworkOrder
{
    public static ushort UInt16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
