using Merlon.Net;

namespace Merlon.Packets;

/// <summary>
/// Reads the next generation capture format (IETF draft-ietf-opsawg-pcapng): sections of either byte order, many
/// interfaces, each with its link type and clock. Blocks that hold no packet are passed over.
/// </summary>
sealed class PcapngReader : CaptureReader
{
    public const uint SectionHeader = 0x0A0D_0D0A;   // the same in either order

    const uint InterfaceDescription = 1, ObsoletePacket = 2, SimplePacket = 3, EnhancedPacket = 6;
    const uint ByteOrder = 0x1A2B_3C4D;
    const int BlockHeader = 8, LeastBlock = 12, MaxInterfaces = 1 << 16;

    readonly List<CaptureInterface> _interfaces = [];
    long _left;   // bytes of the block under way that were not passed over yet

    public PcapngReader(ByteWindow window)
        : base(window, isBigEndian: false)
    {
    }

    public override bool TryRead(out CapturedPacket packet)
    {
        packet = default;
        while (Failure is null && PassOver() && Has(BlockHeader))
        {
            var type = UInt32(0);
            if (type == SectionHeader && !TryOpenSection()) return false;

            var length = UInt32(4);
            if (length < LeastBlock || length % 4 != 0) return Fail($"a block of {length} bytes");
            _left = length;
            if (type == InterfaceDescription && !TryAddInterface(length)) return false;
            if (type is EnhancedPacket or ObsoletePacket or SimplePacket)
                return TryReadPacket(type, length, out packet);
        }

        return false;
    }

    // The rest of the last block, in steps: it may be larger than memory should be.
    bool PassOver()
    {
        while (_left > 0)
        {
            var step = (int)Math.Min(_left, 1 << 16);
            if (!Has(step))
            {
                if (Failure is null) CutOff($"behind packet {Packets}");
                return false;
            }

            Window.Advance(step);
            _left -= step;
        }

        return true;
    }

    bool TryOpenSection()
    {
        if (!Has(LeastBlock + 12)) return false;

        IsBigEndian = false;
        if (UInt32(8) != ByteOrder) IsBigEndian = true;
        if (UInt32(8) != ByteOrder) return Fail("a section of unknown byte order");
        if (UInt16(12) != 1) return Fail($"a section of version {UInt16(12)}; expected version 1");

        _interfaces.Clear();
        return true;
    }

    bool TryAddInterface(uint length)
    {
        if (length is < LeastBlock + 8 or > MaxPacket) return Fail($"an interface description of {length} bytes");
        if (_interfaces.Count == MaxInterfaces) return Fail($"more than {MaxInterfaces} interfaces");
        if (!Has((int)length)) return false;

        var options = Window.Bytes.Slice(16, (int)length - LeastBlock - 8);
        _interfaces.Add(CaptureInterface.Read((LinkType)UInt16(8), UInt32(12), options, IsBigEndian));
        return true;
    }

    bool TryReadPacket(uint type, uint length, out CapturedPacket packet)
    {
        packet = default;
        var fields = BlockHeader + (type == SimplePacket ? 4 : 20);
        if (length < fields + 4 || length > MaxPacket + (1 << 16)) return Fail($"a packet block of {length} bytes");
        if (!Has((int)length)) return false;

        var number = type switch { EnhancedPacket => UInt32(8), ObsoletePacket => UInt16(8), _ => 0u };
        if (number >= _interfaces.Count) return Fail($"a packet of interface {number}, which was not described");

        var from = _interfaces[(int)number];
        var original = UInt32(fields - 4);
        var kept = type == SimplePacket ? Math.Min(original, from.SnapLength) : UInt32(fields - 8);
        if (type == SimplePacket) kept = Math.Min(kept, length - (uint)fields - 4);
        if (kept > length - fields - 4 || kept > MaxPacket)
            return Fail($"a packet of {kept} bytes in a block of {length}");

        Packets++;
        var ticks = type == SimplePacket ? 0 : (ulong)UInt32(12) << 32 | UInt32(16);
        packet = new(
            from.TimeOf(ticks), from.Link, (int)Math.Min(original, int.MaxValue),
            Window.Bytes.Slice(fields, (int)kept));
        return true;
    }
}
